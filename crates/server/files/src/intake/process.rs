use std::borrow::Cow;

use bytes::Bytes;

use crate::{
    metadata,
    picture::{PictureError, PictureLimits, Renditions, decode, measure, render},
};

/// What is made of the bytes of an uploaded picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Processed {
    /// What to store: the picture without metadata, or the bytes as they came.
    pub original: Bytes,
    /// What the apps show of it; nothing when its pixels cannot be read.
    pub renditions: Option<Renditions>,
}

/// Takes the metadata out of a picture and makes its renditions. What cannot be read as a picture is kept as it is, as
/// any other file. Pure and slow: call it through [`crate::workers::Workers`].
///
/// # Errors
/// [`PictureError::TooManyBytes`] and [`PictureError::TooManyPixels`]: refuse the upload.
pub fn process(bytes: &Bytes, limits: &PictureLimits) -> Result<Processed, PictureError> {
    match measure(bytes, limits) {
        Err(PictureError::NotAPicture) => return Ok(Processed { original: bytes.clone(), renditions: None }),
        // Broken pictures lose what they say all the same, where their structure can be followed.
        Ok(_) | Err(PictureError::Broken) => {}
        Err(refused) => return Err(refused),
    }
    let original = match metadata::remove(bytes, limits) {
        Cow::Borrowed(_) => bytes.clone(),
        Cow::Owned(clean) => clean.into(),
    };
    match decode(bytes, limits) {
        Ok(picture) => Ok(Processed { original, renditions: Some(render(&picture)) }),
        Err(PictureError::Broken | PictureError::NotAPicture) => Ok(Processed { original, renditions: None }),
        Err(refused) => Err(refused),
    }
}
