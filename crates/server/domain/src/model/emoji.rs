use serde::{Deserialize, Serialize};

use countersign_primitives::{EmojiId, TimestampMs, UserId};

/// A custom emoji, without its picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emoji {
    /// The emoji.
    pub id: EmojiId,
    /// When it was made.
    pub create_at: TimestampMs,
    /// Who made it.
    pub creator_id: UserId,
    /// Without colons; unique among those that are not deleted.
    pub name: String,
}
