use async_trait::async_trait;

use countersign_primitives::{EmojiId, TimestampMs};

use crate::{
    memory::{MemoryStore, State, paged},
    model::Emoji,
    ports::store::{EmojiMatch, EmojiNameTaken, EmojiStore, Page, StoreResult},
};

#[async_trait]
impl EmojiStore for MemoryStore {
    async fn add_emoji(&self, emoji: Emoji) -> StoreResult<Result<(), EmojiNameTaken>> {
        let mut state = self.state();
        if state.emoji.values().any(|other| other.name == emoji.name) {
            return Ok(Err(EmojiNameTaken));
        }
        state.emoji.insert(emoji.id, emoji);
        Ok(Ok(()))
    }

    async fn emoji(&self, id: EmojiId) -> StoreResult<Option<Emoji>> {
        Ok(self.state().emoji.get(&id).cloned())
    }

    async fn emoji_by_names(&self, names: &[String]) -> StoreResult<Vec<Emoji>> {
        Ok(self.state().emoji.values().filter(|emoji| names.contains(&emoji.name)).cloned().collect())
    }

    async fn emoji_page(&self, page: Page) -> StoreResult<Vec<Emoji>> {
        Ok(paged(self.state().emoji_by_name(|_| true), page))
    }

    async fn find_emoji(&self, text: &str, place: EmojiMatch, limit: u32) -> StoreResult<Vec<Emoji>> {
        let matches = |emoji: &Emoji| match place {
            EmojiMatch::Prefix => emoji.name.starts_with(text),
            EmojiMatch::Anywhere => emoji.name.contains(text),
        };
        Ok(paged(self.state().emoji_by_name(matches), Page { number: 0, size: limit }))
    }

    async fn delete_emoji(&self, id: EmojiId, _now: TimestampMs) -> StoreResult<bool> {
        Ok(self.state().emoji.remove(&id).is_some())
    }
}

impl State {
    fn emoji_by_name(&self, matches: impl Fn(&Emoji) -> bool) -> Vec<Emoji> {
        let mut found: Vec<Emoji> = self.emoji.values().filter(|emoji| matches(emoji)).cloned().collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }
}
