use async_trait::async_trait;

use countersign_primitives::{PostId, TimestampMs, UserId};

use crate::{
    model::{Acknowledgement, Reaction},
    ports::store::StoreResult,
};

/// What became of a reaction to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReactionSaved {
    /// It is stored, now or before: with the time it was first made.
    Saved(Reaction),
    /// The post has as many different emoji as it may. Nothing was written.
    TooMany,
    /// The post is not there, or was deleted. Nothing was written.
    PostGone,
}

/// What readers say of posts. A post's `has_reactions` follows; a change of it changes `update_at`.
#[async_trait]
pub trait ReactionStore {
    /// Saves a reaction, unless it were to bring the post more than `most_different` different emoji.
    async fn save_reaction(&self, reaction: Reaction, most_different: usize) -> StoreResult<ReactionSaved>;

    /// Removes a reaction; whether there was one.
    async fn remove_reaction(
        &self,
        user_id: UserId,
        post_id: PostId,
        emoji_name: &str,
        now: TimestampMs,
    ) -> StoreResult<bool>;

    /// Reactions to these posts, by their time. To deleted posts, none.
    async fn reactions(&self, posts: &[PostId]) -> StoreResult<Vec<Reaction>>;

    /// Saves an acknowledgement and returns the one that counts: a former one of the same user that was not taken back.
    /// A new one changes the post's `update_at`.
    async fn save_acknowledgement(&self, acknowledgement: Acknowledgement) -> StoreResult<Acknowledgement>;

    /// Takes an acknowledgement back, and changes the post's `update_at`; whether there was one.
    async fn remove_acknowledgement(&self, user_id: UserId, post_id: PostId, now: TimestampMs) -> StoreResult<bool>;

    /// Acknowledgements of these posts, by their time.
    async fn acknowledgements(&self, posts: &[PostId]) -> StoreResult<Vec<Acknowledgement>>;
}
