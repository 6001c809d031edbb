use base64::{Engine, engine::general_purpose::STANDARD};
use image::DynamicImage;

use super::{
    Decoded, PictureFormat,
    encode::{self, Encoded},
    scale::{fit_within, scale_to},
};

/// Thumbnails fit this.
const THUMBNAIL: (u32, u32) = (120, 100);
/// Previews fit this width. The height only bounds what no screen shows and JPEG cannot hold.
const PREVIEW: (u32, u32) = (1920, 16_384);
const MINI_SIDE: u32 = 16;
const PREVIEW_QUALITY: u8 = 85;
const SMALL_QUALITY: u8 = 90;

/// What the apps show of a picture before, or instead of, the picture itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renditions {
    /// Pixels of the picture itself, upright. Goes to `FileInfo.width`.
    pub width: u32,
    /// Pixels of the picture itself, upright. Goes to `FileInfo.height`.
    pub height: u32,
    /// Goes to `FileInfo.has_preview_image`. False for GIFs, which the apps play themselves; their thumbnail and preview
    /// exist all the same and show the first frame.
    ///
    /// Source: a recorded upload of a GIF to Mattermost 11.6 (`files.jsonl`, step 2).
    pub has_preview_image: bool,
    /// The picture scaled down to fit 120 × 100 pixels.
    pub thumbnail: Encoded,
    /// The picture scaled down to be at most 1,920 pixels wide.
    pub preview: Encoded,
    /// The picture squeezed to 16 × 16 pixels, a JPEG of about 600 bytes.
    pub mini_preview: Encoded,
}

impl Renditions {
    /// The mini preview as it goes to `FileInfo.mini_preview`: base64, padded.
    pub fn mini_preview_base64(&self) -> String {
        STANDARD.encode(&self.mini_preview.bytes)
    }
}

/// Makes the renditions.
///
/// A PNG's are PNG, as the incumbent's are, and so are those of pictures through which something shows; all others are
/// JPEG. Colours stay what they were: a preview carries the picture's profile. No other metadata is carried.
pub fn render(picture: &Decoded) -> Renditions {
    let image = &picture.image;
    let (width, height) = (image.width(), image.height());
    let preview_size = fit_within(width, height, PREVIEW.0, PREVIEW.1);
    let preview = scale_to(image, preview_size.0, preview_size.1);
    let thumbnail_size = fit_within(width, height, THUMBNAIL.0, THUMBNAIL.1);
    let thumbnail = scale_to(&preview, thumbnail_size.0, thumbnail_size.1);
    let mini = scale_to(&thumbnail, MINI_SIDE, MINI_SIDE);
    let profile = picture.profile.as_deref();
    Renditions {
        width,
        height,
        has_preview_image: picture.format != PictureFormat::Gif,
        thumbnail: rendition(&thumbnail, None, picture.format, SMALL_QUALITY),
        preview: rendition(&preview, profile, picture.format, PREVIEW_QUALITY),
        mini_preview: encode::jpeg(&mini, None, SMALL_QUALITY),
    }
}

fn rendition(image: &DynamicImage, profile: Option<&[u8]>, original: PictureFormat, quality: u8) -> Encoded {
    if original == PictureFormat::Png || image.color().has_alpha() {
        encode::png(image, profile)
    } else {
        encode::jpeg(image, profile, quality)
    }
}
