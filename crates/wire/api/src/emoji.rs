use serde::{Deserialize, Serialize};

use countersign_primitives::{EmojiId, TimestampMs, UserId};

/// A custom emoji.
///
/// Source: `mattermost/mattermost` `server/public/model/emoji.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emoji {
    /// The emoji.
    pub id: EmojiId,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
    /// When it was deleted; 0 while it exists.
    pub delete_at: TimestampMs,
    /// Who made it.
    pub creator_id: UserId,
    /// Without colons.
    pub name: String,
}

/// The part `emoji` of a request for a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CreateEmojiRequest {
    /// Without colons.
    pub name: String,
    /// Who makes it: whoever sends it.
    pub creator_id: String,
}

/// What emoji to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EmojiSearchRequest {
    /// Part of the name.
    pub term: String,
    /// Whether the name has to begin with it.
    pub prefix_only: bool,
}
