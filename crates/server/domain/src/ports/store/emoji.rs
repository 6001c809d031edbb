use async_trait::async_trait;

use countersign_primitives::{EmojiId, TimestampMs};

use crate::{
    model::Emoji,
    ports::store::{Page, StoreResult},
};

/// Another custom emoji has the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmojiNameTaken;

/// What part of a name has to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmojiMatch {
    /// Its beginning.
    Prefix,
    /// Any part.
    Anywhere,
}

/// Custom emoji. Deleted ones are not found, and their names are free.
#[async_trait]
pub trait EmojiStore {
    /// Adds an emoji.
    async fn add_emoji(&self, emoji: Emoji) -> StoreResult<Result<(), EmojiNameTaken>>;

    /// An emoji.
    async fn emoji(&self, id: EmojiId) -> StoreResult<Option<Emoji>>;

    /// Those of the emoji that exist, in any order.
    async fn emoji_by_names(&self, names: &[String]) -> StoreResult<Vec<Emoji>>;

    /// A page of all emoji, ordered by name.
    async fn emoji_page(&self, page: Page) -> StoreResult<Vec<Emoji>>;

    /// Emoji whose name holds a text, taken literally; ordered by name, at most `limit`.
    async fn find_emoji(&self, text: &str, place: EmojiMatch, limit: u32) -> StoreResult<Vec<Emoji>>;

    /// Deletes an emoji; whether there was one.
    async fn delete_emoji(&self, id: EmojiId, now: TimestampMs) -> StoreResult<bool>;
}
