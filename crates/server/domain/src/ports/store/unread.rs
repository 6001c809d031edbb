use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TeamId, TimestampMs, UserId};
use countersign_server_rules::counts::MemberCounters;

use crate::{
    model::{ChannelMember, ChannelTotals, Post, TeamUnread},
    ports::store::StoreResult,
};

/// Counters to put into a membership, worked out from what a channel held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountersWrite {
    /// The channel.
    pub channel_id: ChannelId,
    /// The member.
    pub user_id: UserId,
    /// The counters.
    pub counters: MemberCounters,
    /// The channel's totals they were worked out from; `None` writes in any case.
    pub seen: Option<ChannelTotals>,
    /// When.
    pub now: TimestampMs,
}

/// What became of counters to put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountersWritten {
    /// They are in.
    Done(Box<ChannelMember>),
    /// The channel had another post meanwhile: to be worked out anew. Nothing was written.
    Outdated,
    /// The user is no member. Nothing was written.
    NoMember,
}

/// What is unread, and where it begins.
#[async_trait]
pub trait UnreadStore {
    /// Posts of a channel made at or after a time that are not deleted, oldest first, at most `limit`; with `beyond`
    /// only those behind that post of the time.
    async fn posts_from(
        &self,
        channel_id: ChannelId,
        from: TimestampMs,
        beyond: Option<PostId>,
        limit: u32,
    ) -> StoreResult<Vec<Post>>;

    /// The first post made after a time that is not deleted; with `roots_only` the first root post.
    async fn first_post_after(
        &self,
        channel_id: ChannelId,
        time: TimestampMs,
        roots_only: bool,
    ) -> StoreResult<Option<Post>>;

    /// Puts counters into a membership.
    async fn put_counters(&self, write: CountersWrite) -> StoreResult<CountersWritten>;

    /// What is unread in each of the active teams a user is in (in one of them with `team_id`), in any order. Channels
    /// that are archived do not count; those marked unread by mentions only count their mentions.
    async fn team_unreads(&self, user_id: UserId, team_id: Option<TeamId>) -> StoreResult<Vec<TeamUnread>>;
}
