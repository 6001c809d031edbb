use std::error::Error;

use thiserror::Error;

use crate::{file_name::FileNameError, picture::PictureLimits, storage::StorageError, workers::WorkersError};

/// Limits of uploads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntakeConfig {
    /// Of files, and of pictures among them. `max_bytes` holds for every file.
    pub limits: PictureLimits,
    /// Bytes of memory for pictures that are being received and worked on, all together. Other files pass through
    /// without. Default: 256 MiB; never less than one largest file.
    pub memory_bytes: usize,
}

impl Default for IntakeConfig {
    fn default() -> Self {
        Self { limits: PictureLimits::default(), memory_bytes: 256 * 1024 * 1024 }
    }
}

/// What a picture's file info says beside a file's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFacts {
    /// Goes to `FileInfo.width`.
    pub width: u32,
    /// Goes to `FileInfo.height`.
    pub height: u32,
    /// Goes to `FileInfo.has_preview_image`.
    pub has_preview_image: bool,
    /// Goes to `FileInfo.mini_preview`: a JPEG of 16 × 16 pixels in base64.
    pub mini_preview: String,
}

/// A stored file: what its file info says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Goes to `FileInfo.name`.
    pub name: String,
    /// Goes to `FileInfo.extension`: lower case, without dot; empty when there is none.
    pub extension: String,
    /// Goes to `FileInfo.mime_type`.
    pub media_type: String,
    /// Goes to `FileInfo.size`: bytes as stored. A picture's metadata does not count.
    pub size: u64,
    /// For pictures. When present, a thumbnail and a preview are stored too.
    pub picture: Option<PictureFacts>,
}

/// Why an upload was not taken. Nothing of it is visible.
#[derive(Debug, Error)]
pub enum IntakeError<E: Error + 'static> {
    /// The name is refused: answer 400.
    #[error(transparent)]
    Name(#[from] FileNameError),
    /// More bytes than allowed: answer 413.
    #[error("larger than {max_bytes} bytes")]
    TooLarge {
        /// What is allowed.
        max_bytes: u64,
    },
    /// A picture of more pixels than allowed: answer 400.
    #[error("{width} × {height} pixels are more than {max_pixels}")]
    TooManyPixels {
        /// As its header says.
        width: u32,
        /// As its header says.
        height: u32,
        /// What is allowed for width × height.
        max_pixels: u64,
    },
    /// Too many pictures at once: answer 503, the sender may try again.
    #[error("too many pictures are being received")]
    Busy,
    /// The bytes stopped coming: answer 400 if anybody is still there.
    #[error("the upload broke off")]
    Source(#[source] E),
    /// Storage failed: answer 500 and log it.
    #[error(transparent)]
    Storage(StorageError),
}

impl<E: Error + 'static> From<StorageError> for IntakeError<E> {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::TooLarge { max_bytes } => Self::TooLarge { max_bytes },
            other => Self::Storage(other),
        }
    }
}

impl<E: Error + 'static> From<WorkersError> for IntakeError<E> {
    fn from(_: WorkersError) -> Self {
        Self::Busy
    }
}
