use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, FileId, PostId, TimestampMs, UserId};

/// An uploaded file, without its bytes.
///
/// Source: `mattermost/mattermost` `server/public/model/file_info.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    /// The file.
    pub id: FileId,
    /// Who uploaded it.
    pub user_id: UserId,
    /// The post it belongs to; left out while it belongs to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_id: Option<PostId>,
    /// The channel it was uploaded to.
    #[serde(default, with = "countersign_primitives::serde_empty")]
    pub channel_id: Option<ChannelId>,
    /// When it was uploaded.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
    /// When it was deleted; 0 while it exists.
    pub delete_at: TimestampMs,
    /// Name, with extension.
    pub name: String,
    /// Extension, without dot.
    pub extension: String,
    /// Bytes.
    pub size: i64,
    /// Media type.
    pub mime_type: String,
    /// Pixels, for images; left out when 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub width: i32,
    /// Pixels, for images; left out when 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub height: i32,
    /// Whether a preview image exists; left out when not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_preview_image: bool,
    /// A picture of 16×16 pixels, JPEG in base64.
    #[serde(default)]
    pub mini_preview: Option<String>,
    /// The remote server it came from.
    #[serde(default)]
    pub remote_id: Option<String>,
    /// Whether it is out of reach.
    #[serde(default)]
    pub archived: bool,
}

/// Files that a search found.
///
/// Source: `mattermost/mattermost` `server/public/model/file_info_list.go`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileInfoList {
    /// Their ids, newest first.
    pub order: Vec<FileId>,
    /// The files.
    pub file_infos: BTreeMap<FileId, FileInfo>,
    /// Empty.
    pub next_file_info_id: String,
    /// Empty.
    pub prev_file_info_id: String,
    /// 0: nothing is out of reach.
    pub first_inaccessible_file_time: TimestampMs,
}

/// The answer to an upload.
///
/// Source: `mattermost/mattermost` `server/public/model/file.go`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileUpload {
    /// The files, in the order in which they came.
    pub file_infos: Vec<FileInfo>,
    /// The sender's own names for them; `null` for one file without.
    #[serde(default)]
    pub client_ids: Option<Vec<String>>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde calls")]
fn is_zero(number: &i32) -> bool {
    *number == 0
}
