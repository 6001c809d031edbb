use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, Limits,
    codecs::{
        bmp::BmpDecoder, gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, tiff::TiffDecoder, webp::WebPDecoder,
    },
    metadata::Orientation,
};

use super::{PictureError, PictureFormat, PictureLimits};

/// A profile larger than this is no colour profile anybody needs in a preview.
const MAX_PROFILE_BYTES: usize = 64 * 1024;
/// What decoders may use beside the pixels themselves.
const WORKSPACE_BYTES: u64 = 64 * 1024 * 1024;
/// Sixteen bits in four channels; wider pixels belong to instruments, not to conversations.
const MAX_BYTES_PER_PIXEL: u64 = 8;

/// What a picture's header says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The format, by its content.
    pub format: PictureFormat,
    /// Pixels, as the picture is to be seen: after its orientation is applied.
    pub width: u32,
    /// Pixels, as the picture is to be seen: after its orientation is applied.
    pub height: u32,
    /// Bytes of memory that making renditions of it may take at once, for whoever plans the work.
    pub working_bytes: u64,
}

/// A picture's pixels, upright.
#[derive(Debug)]
pub struct Decoded {
    /// The format it came in.
    pub format: PictureFormat,
    /// The pixels: grey, RGB, or RGBA when something shows through. Of animations, those of the first frame.
    pub image: DynamicImage,
    /// Its ICC profile when the pixels are still in those colours.
    pub profile: Option<Vec<u8>>,
}

/// Reads the header and checks the limits; no memory for pixels is taken.
///
/// # Errors
/// [`PictureError::NotAPicture`] without a known signature, [`PictureError::TooManyBytes`] and
/// [`PictureError::TooManyPixels`] beyond the limits, [`PictureError::Broken`] when the header cannot be read.
pub fn measure(bytes: &[u8], limits: &PictureLimits) -> Result<Measured, PictureError> {
    let (format, mut decoder) = open(bytes, limits)?;
    let (width, height) = decoder.dimensions();
    let (width, height) = if turns_sides(orientation(&mut *decoder)) { (height, width) } else { (width, height) };
    // The pixels as they come, once more with eight bits a channel, and the scaled picture on its way.
    let pixels = u64::from(width) * u64::from(height);
    let working_bytes = decoder.total_bytes().saturating_add(pixels * 4).saturating_add(bytes.len() as u64);
    Ok(Measured { format, width, height, working_bytes })
}

/// Decodes a picture within the limits, turns it upright and reduces it to eight bits a channel.
///
/// # Errors
/// As [`measure`]; [`PictureError::Broken`] also when the pixels cannot be read.
pub fn decode(bytes: &[u8], limits: &PictureLimits) -> Result<Decoded, PictureError> {
    let Decoded { format, image, profile } = decode_exact(bytes, limits)?;
    let image = eight_bits(image);
    let profile =
        profile.filter(|profile| profile.len() <= MAX_PROFILE_BYTES && describes(profile, image.color().has_color()));
    Ok(Decoded { format, image, profile })
}

/// As [`decode`], with all the bits the picture came with and any profile that goes with its pixels.
pub(crate) fn decode_exact(bytes: &[u8], limits: &PictureLimits) -> Result<Decoded, PictureError> {
    let (format, mut decoder) = open(bytes, limits)?;
    let turn = orientation(&mut *decoder);
    let profile = decoder.icc_profile().ok().flatten();
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Broken)?;
    image.apply_orientation(turn);
    let profile = profile.filter(|profile| describes(profile, image.color().has_color()));
    Ok(Decoded { format, image, profile })
}

fn open<'a>(
    bytes: &'a [u8],
    limits: &PictureLimits,
) -> Result<(PictureFormat, Box<dyn ImageDecoder + 'a>), PictureError> {
    let format = PictureFormat::sniff(bytes).ok_or(PictureError::NotAPicture)?;
    if bytes.len() as u64 > limits.max_bytes {
        return Err(PictureError::TooManyBytes { max_bytes: limits.max_bytes });
    }
    let mut allowed = Limits::no_limits();
    allowed.max_alloc = Some(limits.max_pixels.saturating_mul(MAX_BYTES_PER_PIXEL).saturating_add(WORKSPACE_BYTES));
    let mut decoder = decoder(format, bytes, &allowed).map_err(|_| PictureError::Broken)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(PictureError::Broken);
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits.max_pixels {
        return Err(PictureError::TooManyPixels { width, height, max_pixels: limits.max_pixels });
    }
    if decoder.total_bytes() > pixels * MAX_BYTES_PER_PIXEL {
        return Err(PictureError::Broken);
    }
    decoder.set_limits(allowed).map_err(|_| PictureError::Broken)?;
    Ok((format, decoder))
}

fn decoder<'a>(
    format: PictureFormat,
    bytes: &'a [u8],
    allowed: &Limits,
) -> image::ImageResult<Box<dyn ImageDecoder + 'a>> {
    let input = Cursor::new(bytes);
    Ok(match format {
        PictureFormat::Jpeg => Box::new(JpegDecoder::new(input)?),
        PictureFormat::Png => Box::new(PngDecoder::with_limits(input, allowed.clone())?),
        PictureFormat::Gif => Box::new(GifDecoder::new(input)?),
        PictureFormat::WebP => Box::new(WebPDecoder::new(input)?),
        PictureFormat::Bmp => Box::new(BmpDecoder::new(input)?),
        PictureFormat::Tiff => Box::new(TiffDecoder::new(input)?),
    })
}

fn orientation(decoder: &mut dyn ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

fn turns_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

fn eight_bits(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => image,
        DynamicImage::ImageLuma16(_) => image.into_luma8().into(),
        other if other.color().has_alpha() => {
            let rgba = other.into_rgba8();
            if rgba.pixels().all(|pixel| pixel.0[3] == 255) {
                DynamicImage::ImageRgba8(rgba).into_rgb8().into()
            } else {
                rgba.into()
            }
        }
        other => other.into_rgb8().into(),
    }
}

/// Whether a profile still speaks of the colours the pixels have now; that of a CMYK original does not.
fn describes(profile: &[u8], colourful: bool) -> bool {
    let colours: &[u8] = if colourful { b"RGB " } else { b"GRAY" };
    profile.get(16..20) == Some(colours)
}
