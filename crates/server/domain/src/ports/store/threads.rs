use async_trait::async_trait;

use countersign_primitives::{PostId, TeamId, TimestampMs, UserId};
use countersign_server_rules::threads::{ThreadSide, ThreadTotals};

use crate::{
    model::{Follow, FollowedThread},
    ports::store::StoreResult,
};

/// Whose followed threads, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadScope {
    /// The follower.
    pub user_id: UserId,
    /// Threads of this team.
    pub team_id: TeamId,
    /// Whether threads of direct and group messages are among them.
    pub with_direct: bool,
    /// Whether threads whose root was deleted are among them.
    pub with_deleted: bool,
}

/// Which followed threads to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadListQuery {
    /// Whose, and where.
    pub scope: ThreadScope,
    /// Only those with a reply newer than what was read.
    pub unread_only: bool,
    /// Only those that had a reply, or whose relation changed, at or after this time.
    pub since: TimestampMs,
    /// From which thread on, by the time of the newest reply.
    pub side: ThreadSide,
    /// How many.
    pub limit: u32,
}

/// A change of somebody's relation to a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowChange {
    /// The thread.
    pub root_id: PostId,
    /// Whose relation.
    pub user_id: UserId,
    /// Whether the user follows from now on.
    pub following: bool,
    /// Until when the user has read, and how many replies after that mention the user; `None` leaves both.
    pub read: Option<(TimestampMs, i64)>,
    /// When.
    pub now: TimestampMs,
}

/// Threads as their followers see them.
#[async_trait]
pub trait ThreadStore {
    /// Followed threads by the time of their newest reply, newest first; with [`ThreadSide::After`] oldest first.
    async fn followed_threads(&self, query: ThreadListQuery) -> StoreResult<Vec<FollowedThread>>;

    /// What the followed threads of a scope sum up to.
    async fn thread_totals(&self, scope: ThreadScope) -> StoreResult<ThreadTotals>;

    /// A thread as each of those of the users sees it who follow it, in any order. Nobody without replies, and nobody
    /// when the root was deleted.
    async fn thread_for(&self, root_id: PostId, users: &[UserId]) -> StoreResult<Vec<FollowedThread>>;

    /// Changes a relation, or makes it; returns it. The thread itself need not exist yet.
    async fn change_follow(&self, change: FollowChange) -> StoreResult<Follow>;

    /// Marks all followed threads of a team, and of direct and group messages, read.
    async fn read_all_threads(&self, user_id: UserId, team_id: TeamId, now: TimestampMs) -> StoreResult<()>;
}
