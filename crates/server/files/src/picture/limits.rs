use thiserror::Error;

/// How large a picture may be before anything is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureLimits {
    /// Bytes of the file.
    ///
    /// Source: `mattermost/mattermost` config `FileSettings.MaxFileSize`, default 104,857,600.
    pub max_bytes: u64,
    /// Width × height, checked in the header before memory for pixels is taken.
    ///
    /// Source: `mattermost/mattermost` config `FileSettings.MaxImageResolution`, default 33,177,600 (8K).
    pub max_pixels: u64,
}

impl Default for PictureLimits {
    fn default() -> Self {
        Self { max_bytes: 104_857_600, max_pixels: 33_177_600 }
    }
}

/// Why nothing is made of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PictureError {
    /// The bytes begin like none of the formats: treat it as an opaque file.
    #[error("not a picture")]
    NotAPicture,
    /// It begins like a picture, but its header or its pixels cannot be read: treat it as an opaque file.
    #[error("a picture that cannot be read")]
    Broken,
    /// The file is larger than allowed: refuse it.
    #[error("larger than {max_bytes} bytes")]
    TooManyBytes {
        /// What is allowed.
        max_bytes: u64,
    },
    /// The picture has more pixels than allowed, or claims to: refuse it.
    #[error("{width} × {height} pixels are more than {max_pixels}")]
    TooManyPixels {
        /// As the header says.
        width: u32,
        /// As the header says.
        height: u32,
        /// What is allowed for width × height.
        max_pixels: u64,
    },
}
