use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TeamId, TimestampMs, UserId};

use crate::{
    model::Post,
    ports::store::{Page, StoreResult},
};

/// Whose saved posts, and which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    /// Who saved them.
    pub user_id: UserId,
    /// Those in channels of this team, and in direct and group messages.
    pub team_id: Option<TeamId>,
    /// Those in this channel.
    pub channel_id: Option<ChannelId>,
    /// Which part of the list.
    pub page: Page,
}

/// Posts that somebody marked.
#[async_trait]
pub trait MarkedPostStore {
    /// Pins a post to its channel, or no longer, and returns it; `None` when there is none.
    async fn set_pinned(&self, id: PostId, is_pinned: bool, now: TimestampMs) -> StoreResult<Option<Post>>;

    /// A channel's pinned posts, newest first.
    async fn pinned_posts(&self, channel_id: ChannelId) -> StoreResult<Vec<Post>>;

    /// Posts that a user saved (preferences of category `flagged_post`) in channels the user is a member of, newest
    /// first.
    async fn saved_posts(&self, query: SavedQuery) -> StoreResult<Vec<Post>>;
}
