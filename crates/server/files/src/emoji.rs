//! Custom emoji.

use std::io::Cursor;

use bytes::Bytes;
use image::{
    AnimationDecoder, DynamicImage, Frame, ImageDecoder, Limits,
    codecs::gif::{GifDecoder, GifEncoder, Repeat},
    metadata::LoopCount,
};

use crate::{
    metadata,
    picture::{self, Encoded, Measured, PictureError, PictureFormat, PictureLimits, decode, fit_within, measure},
};

/// What the decoder may use beside pixels.
const WORKSPACE_BYTES: u64 = 1024 * 1024;

/// What an emoji's file may be, and what it becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmojiLimits {
    /// Bytes of the upload.
    ///
    /// Source: `mattermost/mattermost` `server/channels/app/emoji.go`: 524,288.
    pub max_bytes: u64,
    /// Pixels of each side of the upload.
    ///
    /// Source: as above: 1,028.
    pub max_upload_side: u32,
    /// Pixels of each side of what is stored; larger pictures are scaled down.
    ///
    /// Source: as above: 128.
    pub max_side: u32,
    /// Pixels of all frames of an animation together, when it has to be scaled down.
    ///
    /// Source: newer servers hold this sum to `FileSettings.MaxImageResolution`, 33,177,600.
    pub max_total_pixels: u64,
}

impl Default for EmojiLimits {
    fn default() -> Self {
        Self { max_bytes: 524_288, max_upload_side: 1_028, max_side: 128, max_total_pixels: 33_177_600 }
    }
}

/// Makes an emoji of an upload: at most 128 × 128 pixels, without metadata. One that is small enough stays as it is,
/// moving or not; a larger GIF keeps moving, other formats become a still PNG, as do BMP and TIFF of any size.
///
/// # Errors
/// Every [`PictureError`]; sides longer than allowed count as too many pixels, and so do too many frames.
pub fn make_emoji(bytes: &[u8], limits: &EmojiLimits) -> Result<Encoded, PictureError> {
    let side = u64::from(limits.max_upload_side);
    let picture_limits = PictureLimits { max_bytes: limits.max_bytes, max_pixels: side * side };
    let header = measure(bytes, &picture_limits)?;
    let (width, height) = (header.width, header.height);
    if width > limits.max_upload_side || height > limits.max_upload_side {
        return Err(PictureError::TooManyPixels { width, height, max_pixels: side * side });
    }
    // Reads the first frame: whatever cannot be shown is refused, even where its bytes are kept.
    let picture = decode(bytes, &picture_limits)?;
    let fitting = fit_within(width, height, limits.max_side, limits.max_side);
    match header.format {
        PictureFormat::Bmp | PictureFormat::Tiff => Ok(still(&picture.image, fitting)),
        format if fitting == (width, height) => {
            let clean = metadata::remove(bytes, &picture_limits);
            Ok(Encoded { bytes: Bytes::copy_from_slice(&clean), format })
        }
        PictureFormat::Gif => moving(bytes, &header, fitting, limits),
        _ => Ok(still(&picture.image, fitting)),
    }
}

fn still(image: &DynamicImage, (width, height): (u32, u32)) -> Encoded {
    picture::png(&picture::scale_to(image, width, height), None)
}

fn moving(
    bytes: &[u8],
    header: &Measured,
    (width, height): (u32, u32),
    limits: &EmojiLimits,
) -> Result<Encoded, PictureError> {
    let frame_pixels = u64::from(header.width) * u64::from(header.height);
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(|_| PictureError::Broken)?;
    let mut allowed = Limits::no_limits();
    // The canvas, the frame on its way onto it, and the frame handed out.
    allowed.max_alloc = Some(frame_pixels.saturating_mul(4 * 3).saturating_add(WORKSPACE_BYTES));
    decoder.set_limits(allowed).map_err(|_| PictureError::Broken)?;
    let repeat = match decoder.loop_count() {
        LoopCount::Infinite => Repeat::Infinite,
        LoopCount::Finite(times) => Repeat::Finite(u16::try_from(times.get()).unwrap_or(u16::MAX)),
    };
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new(&mut file);
    encoder.set_repeat(repeat).map_err(|_| PictureError::Broken)?;
    let mut spent = 0;
    for frame in decoder.into_frames() {
        spent += frame_pixels;
        if spent > limits.max_total_pixels {
            let Measured { width, height, .. } = *header;
            return Err(PictureError::TooManyPixels { width, height, max_pixels: limits.max_total_pixels });
        }
        let frame = match frame {
            Ok(frame) => frame,
            Err(_) if spent == frame_pixels => return Err(PictureError::Broken),
            // An animation cut short moves as far as it goes.
            Err(_) => break,
        };
        encoder.encode_frame(scaled(frame, width, height)).map_err(|_| PictureError::Broken)?;
    }
    drop(encoder);
    Ok(Encoded { bytes: file.into(), format: PictureFormat::Gif })
}

fn scaled(frame: Frame, width: u32, height: u32) -> Frame {
    let delay = frame.delay();
    let small = picture::scale_to(&DynamicImage::ImageRgba8(frame.into_buffer()), width, height).to_rgba8();
    Frame::from_parts(small, 0, 0, delay)
}
