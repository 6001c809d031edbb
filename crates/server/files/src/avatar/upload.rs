use bytes::Bytes;

use crate::picture::{self, PictureError, PictureLimits, decode};

/// The side of profile pictures and team icons, in pixels.
pub const AVATAR_SIDE: u32 = 128;

/// Makes a profile picture or a team icon of an upload: the middle square, 128 × 128 pixels, upright, PNG, without
/// metadata.
///
/// # Errors
/// Every [`PictureError`]: unlike attachments, an avatar that is no picture has no use.
pub fn square_picture(bytes: &[u8], limits: &PictureLimits) -> Result<Bytes, PictureError> {
    let picture = decode(bytes, limits)?;
    Ok(picture::png(&picture::square(&picture.image, AVATAR_SIDE), None).bytes)
}
