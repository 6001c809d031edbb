use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, FileId, PostId, TimestampMs, UserId};

/// An uploaded file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    /// The file.
    pub id: FileId,
    /// Who uploaded it.
    pub user_id: UserId,
    /// The post it belongs to; none until it is posted.
    pub post_id: Option<PostId>,
    /// The channel it was uploaded to, and then that of its post.
    pub channel_id: ChannelId,
    /// When it was uploaded.
    pub create_at: TimestampMs,
    /// Name, with extension. Shown, never used as a path.
    pub name: String,
    /// Extension, lower case, without dot; empty for none.
    pub extension: String,
    /// Bytes.
    pub size: u64,
    /// Media type.
    pub media_type: String,
    /// What else is known of pictures; none for other files.
    pub picture: Option<PictureInfo>,
}

/// What is known of a picture beside what is known of every file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureInfo {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Whether a thumbnail and a preview are worth asking for: moving pictures are shown themselves.
    pub has_preview: bool,
    /// A picture of 16 × 16 pixels: JPEG, base64.
    pub mini_preview: String,
}
