use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, FileId, TimestampMs, UserId, serde_empty};

/// A file that comes in parts.
///
/// Source: `mattermost/mattermost` `server/public/model/upload_session.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadSession {
    /// The session, and here later the file.
    pub id: FileId,
    /// `attachment`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was begun.
    pub create_at: TimestampMs,
    /// Whose.
    pub user_id: UserId,
    /// To which channel.
    #[serde(default, with = "serde_empty")]
    pub channel_id: Option<ChannelId>,
    /// Name of the file, with extension.
    pub filename: String,
    /// Bytes the file will have.
    pub file_size: i64,
    /// Bytes that are there: where the next part begins.
    pub file_offset: i64,
}

/// A file that somebody wants to send in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CreateUploadRequest {
    /// To which channel.
    pub channel_id: String,
    /// Name of the file, with extension.
    pub filename: String,
    /// Bytes it will have.
    pub file_size: i64,
    /// `attachment`, or empty for the same.
    #[serde(rename = "type")]
    pub kind: String,
}
