use bytes::Bytes;
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, Rgb, RgbImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
};

use super::PictureFormat;

/// A picture in a file's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The file.
    pub bytes: Bytes,
    /// Its format.
    pub format: PictureFormat,
}

/// A PNG of the picture, with its profile when there is one.
pub(crate) fn png(image: &DynamicImage, profile: Option<&[u8]>) -> Encoded {
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new_with_quality(&mut file, CompressionType::Default, FilterType::Adaptive);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.to_vec()).expect("PNG holds profiles");
    }
    image.write_with_encoder(encoder).expect("PNG holds every kind of pixel, and memory does not fail to take bytes");
    Encoded { bytes: file.into(), format: PictureFormat::Png }
}

/// A JPEG of the picture, what shows through on white, with its profile when there is one.
///
/// `quality` is 1 to 100. Sides must be below 65,536 pixels.
pub(crate) fn jpeg(image: &DynamicImage, profile: Option<&[u8]>, quality: u8) -> Encoded {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, quality);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.to_vec()).expect("JPEG holds profiles");
    }
    let written = match image {
        DynamicImage::ImageLuma8(grey) => encoder.write_image(grey, grey.width(), grey.height(), ExtendedColorType::L8),
        DynamicImage::ImageRgb8(rgb) => encoder.write_image(rgb, rgb.width(), rgb.height(), ExtendedColorType::Rgb8),
        other => {
            let flat = on_white(other);
            encoder.write_image(&flat, flat.width(), flat.height(), ExtendedColorType::Rgb8)
        }
    };
    written.expect("sides fit a JPEG, and memory does not fail to take bytes");
    Encoded { bytes: file.into(), format: PictureFormat::Jpeg }
}

fn on_white(image: &DynamicImage) -> RgbImage {
    let rgba = image.to_rgba8();
    let mut flat = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in flat.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, alpha] = from.0.map(u32::from);
        let mix = |channel: u32| u8::try_from((channel * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX);
        *to = Rgb([mix(r), mix(g), mix(b)]);
    }
    flat
}
