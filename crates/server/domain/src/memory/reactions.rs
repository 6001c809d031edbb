use std::collections::HashSet;

use async_trait::async_trait;

use countersign_primitives::{PostId, TimestampMs, UserId};

use crate::{
    memory::{MemoryStore, State},
    model::{Acknowledgement, Reaction},
    ports::store::{ReactionSaved, ReactionStore, StoreResult},
};

#[async_trait]
impl ReactionStore for MemoryStore {
    async fn save_reaction(&self, reaction: Reaction, most_different: usize) -> StoreResult<ReactionSaved> {
        let mut state = self.state();
        if !state.is_there(reaction.post_id) {
            return Ok(ReactionSaved::PostGone);
        }
        let own = |other: &&Reaction| other.user_id == reaction.user_id && other.emoji_name == reaction.emoji_name;
        if let Some(former) = state.reactions_to(&[reaction.post_id]).iter().find(own) {
            return Ok(ReactionSaved::Saved(former.clone()));
        }
        let different: HashSet<String> =
            state.reactions_to(&[reaction.post_id]).into_iter().map(|other| other.emoji_name).collect();
        if !different.contains(&reaction.emoji_name) && different.len() >= most_different {
            return Ok(ReactionSaved::TooMany);
        }
        state.reactions.push(reaction.clone());
        state.mark_reactions(reaction.post_id, reaction.create_at);
        Ok(ReactionSaved::Saved(reaction))
    }

    async fn remove_reaction(
        &self,
        user_id: UserId,
        post_id: PostId,
        emoji_name: &str,
        now: TimestampMs,
    ) -> StoreResult<bool> {
        let mut state = self.state();
        let before = state.reactions.len();
        state.reactions.retain(|reaction| {
            (reaction.user_id, reaction.post_id, reaction.emoji_name.as_str()) != (user_id, post_id, emoji_name)
        });
        let removed = state.reactions.len() < before;
        if removed {
            state.mark_reactions(post_id, now);
        }
        Ok(removed)
    }

    async fn reactions(&self, posts: &[PostId]) -> StoreResult<Vec<Reaction>> {
        Ok(self.state().reactions_to(posts))
    }

    async fn save_acknowledgement(&self, acknowledgement: Acknowledgement) -> StoreResult<Acknowledgement> {
        let key = (acknowledgement.post_id, acknowledgement.user_id);
        let mut state = self.state();
        if let Some(former) = state.acknowledgements.get(&key) {
            return Ok(*former);
        }
        state.acknowledgements.insert(key, acknowledgement);
        state.touch(acknowledgement.post_id, acknowledgement.acknowledged_at);
        Ok(acknowledgement)
    }

    async fn remove_acknowledgement(&self, user_id: UserId, post_id: PostId, now: TimestampMs) -> StoreResult<bool> {
        let mut state = self.state();
        let removed = state.acknowledgements.remove(&(post_id, user_id)).is_some();
        if removed {
            state.touch(post_id, now);
        }
        Ok(removed)
    }

    async fn acknowledgements(&self, posts: &[PostId]) -> StoreResult<Vec<Acknowledgement>> {
        let state = self.state();
        let of_posts = state.acknowledgements.values().filter(|found| posts.contains(&found.post_id));
        let mut found: Vec<Acknowledgement> = of_posts.copied().collect();
        found.sort_by_key(|found| (found.acknowledged_at, found.user_id));
        Ok(found)
    }
}

impl State {
    fn reactions_to(&self, posts: &[PostId]) -> Vec<Reaction> {
        let to_posts = |reaction: &&Reaction| posts.contains(&reaction.post_id) && self.is_there(reaction.post_id);
        let mut found: Vec<Reaction> = self.reactions.iter().filter(to_posts).cloned().collect();
        found.sort_by(|a, b| (a.create_at, a.user_id, &a.emoji_name).cmp(&(b.create_at, b.user_id, &b.emoji_name)));
        found
    }

    fn mark_reactions(&mut self, post_id: PostId, now: TimestampMs) {
        let has_reactions = self.reactions.iter().any(|reaction| reaction.post_id == post_id);
        if let Some(post) = self.posts.get_mut(&post_id) {
            post.has_reactions = has_reactions;
        }
        self.touch(post_id, now);
    }

    fn touch(&mut self, post_id: PostId, now: TimestampMs) {
        if let Some(post) = self.posts.get_mut(&post_id) {
            post.update_at = post.update_at.max(now);
        }
    }
}
