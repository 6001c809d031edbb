use std::borrow::Cow;

use super::{gif, jpeg, png, webp};
use crate::{
    lossless,
    picture::{self, PictureFormat, PictureLimits},
};

/// When a picture has to be drawn anew to stand upright, little enough is lost that nobody sees it.
const REDRAWN_QUALITY: u8 = 95;

/// The picture without metadata: no Exif, XMP, IPTC, comments, thumbnails, makers' notes or data behind its end. Colour
/// profiles stay. A picture that has none of it comes back as it was, byte for byte.
///
/// Pixels are not touched but where Exif said that the picture lies on its side:
/// * JPEG is turned without loss where its blocks allow it (baseline, and sides that are whole blocks), else redrawn at
///   high quality;
/// * still PNG is redrawn, which loses nothing;
/// * WebP and animated PNG keep one Exif entry, the orientation, and nothing else of it.
///
/// BMP holds no metadata. TIFF, and whatever has no readable structure, comes back as it was: a raw photograph is a
/// TIFF whose metadata is the picture.
pub fn remove<'a>(bytes: &'a [u8], limits: &PictureLimits) -> Cow<'a, [u8]> {
    let clean = match PictureFormat::sniff(bytes) {
        Some(PictureFormat::Jpeg) => jpeg::clean(bytes).map(|clean| upright_jpeg(bytes, clean, limits)),
        Some(PictureFormat::Png) => png::clean(bytes).map(|clean| upright_png(bytes, clean, limits)),
        Some(PictureFormat::Gif) => gif::clean(bytes),
        Some(PictureFormat::WebP) => webp::clean(bytes),
        Some(PictureFormat::Bmp | PictureFormat::Tiff) | None => None,
    };
    match clean {
        Some(clean) if clean != bytes => Cow::Owned(clean),
        _ => Cow::Borrowed(bytes),
    }
}

fn upright_jpeg(original: &[u8], clean: jpeg::Clean, limits: &PictureLimits) -> Vec<u8> {
    let Some(orientation) = clean.orientation else { return clean.bytes };
    lossless::turn(&clean.bytes, orientation, limits.max_pixels)
        .or_else(|| {
            let upright = picture::decode(original, limits).ok()?;
            Some(picture::jpeg(&upright.image, upright.profile.as_deref(), REDRAWN_QUALITY).bytes.into())
        })
        .unwrap_or(clean.bytes)
}

fn upright_png(original: &[u8], clean: png::Clean, limits: &PictureLimits) -> Vec<u8> {
    let Some(orientation) = clean.orientation else { return clean.bytes };
    if clean.animated {
        return png::with_orientation(&clean.bytes, orientation);
    }
    match picture::decode_exact(original, limits) {
        Ok(upright) => picture::png(&upright.image, upright.profile.as_deref()).bytes.into(),
        Err(_) => clean.bytes,
    }
}
