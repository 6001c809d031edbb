use async_trait::async_trait;

use countersign_primitives::{PostId, TeamId, TimestampMs, UserId};
use countersign_server_rules::threads::{ThreadMembership, ThreadSide, ThreadTotals};

use crate::{
    memory::{MemoryStore, State},
    model::{Follow, FollowedThread, Post, Priority, Thread},
    ports::store::{FollowChange, StoreResult, ThreadListQuery, ThreadScope, ThreadStore},
};

#[async_trait]
impl ThreadStore for MemoryStore {
    async fn followed_threads(&self, query: ThreadListQuery) -> StoreResult<Vec<FollowedThread>> {
        Ok(self.state().followed_threads(&query))
    }

    async fn thread_totals(&self, scope: ThreadScope) -> StoreResult<ThreadTotals> {
        let state = self.state();
        let add = |totals: ThreadTotals, found: FollowedThread| {
            let urgent = found.root.priority.as_ref().is_some_and(Priority::is_urgent);
            let membership = ThreadMembership {
                following: true,
                last_viewed_at: found.follow.last_viewed_at,
                unread_mentions: found.follow.unread_mentions,
            };
            let counters = countersign_server_rules::threads::ThreadCounters {
                reply_count: found.thread.reply_count,
                last_reply_at: found.thread.last_reply_at,
            };
            totals.with(membership.state(&counters), urgent)
        };
        Ok(state.followed_in(&scope).into_iter().fold(ThreadTotals::default(), add))
    }

    async fn thread_for(&self, root_id: PostId, users: &[UserId]) -> StoreResult<Vec<FollowedThread>> {
        let state = self.state();
        let follows = users.iter().filter_map(|&user_id| state.follows.get(&(root_id, user_id)));
        Ok(follows.filter_map(|follow| state.followed(follow, false)).collect())
    }

    async fn change_follow(&self, change: FollowChange) -> StoreResult<Follow> {
        let mut state = self.state();
        let follow = state.follows.entry((change.root_id, change.user_id)).or_insert_with(|| Follow {
            root_id: change.root_id,
            user_id: change.user_id,
            following: change.following,
            last_viewed_at: TimestampMs::ZERO,
            last_update_at: change.now,
            unread_mentions: 0,
        });
        follow.following = change.following;
        follow.last_update_at = change.now;
        if let Some((until, mentions)) = change.read {
            (follow.last_viewed_at, follow.unread_mentions) = (until, mentions);
        }
        Ok(follow.clone())
    }

    async fn read_all_threads(&self, user_id: UserId, team_id: TeamId, now: TimestampMs) -> StoreResult<()> {
        let mut state = self.state();
        let scope = ThreadScope { user_id, team_id, with_direct: true, with_deleted: true };
        let roots: Vec<PostId> = state.followed_in(&scope).into_iter().map(|found| found.root.id).collect();
        for root_id in roots {
            if let Some(follow) = state.follows.get_mut(&(root_id, user_id)) {
                follow.last_viewed_at = follow.last_viewed_at.max(now);
                follow.last_update_at = now;
                follow.unread_mentions = 0;
            }
        }
        Ok(())
    }
}

impl State {
    fn followed_threads(&self, query: &ThreadListQuery) -> Vec<FollowedThread> {
        let mut found = self.followed_in(&query.scope);
        found.retain(|found| {
            let (thread, follow) = (&found.thread, &found.follow);
            let changed = follow.last_update_at >= query.since || thread.last_reply_at >= query.since;
            changed && (!query.unread_only || follow.last_viewed_at < thread.last_reply_at)
        });
        let place = |thread: &Thread| (thread.last_reply_at, thread.root_id);
        let of = |id: PostId| self.threads.get(&id).map(place);
        match query.side {
            ThreadSide::Newest => {}
            ThreadSide::Before(id) => found.retain(|found| of(id).is_some_and(|at| place(&found.thread) < at)),
            ThreadSide::After(id) => found.retain(|found| of(id).is_some_and(|at| place(&found.thread) > at)),
        }
        found.sort_by_key(|found| place(&found.thread));
        if !matches!(query.side, ThreadSide::After(_)) {
            found.reverse();
        }
        found.truncate(query.limit as usize);
        found
    }

    fn followed_in(&self, scope: &ThreadScope) -> Vec<FollowedThread> {
        let own = self.follows.values().filter(|follow| follow.user_id == scope.user_id);
        let found = own.filter_map(|follow| self.followed(follow, scope.with_deleted));
        let here = |found: &FollowedThread| match found.thread.team_id {
            Some(team_id) => team_id == scope.team_id,
            None => scope.with_direct,
        };
        found.filter(here).collect()
    }

    fn followed(&self, follow: &Follow, with_deleted: bool) -> Option<FollowedThread> {
        let root = self.posts.get(&follow.root_id).filter(|root| with_deleted || root.delete_at.is_zero())?;
        let thread = self.threads.get(&follow.root_id).filter(|_| follow.following)?;
        let is_unread = |post: &&Post| {
            post.root_id == Some(follow.root_id) && post.delete_at.is_zero() && post.create_at > follow.last_viewed_at
        };
        let unread_replies = i64::try_from(self.posts.values().filter(is_unread).count()).unwrap_or(i64::MAX);
        Some(FollowedThread { thread: thread.clone(), follow: follow.clone(), root: root.clone(), unread_replies })
    }

    /// Takes away what a member who left followed in a channel.
    pub(super) fn forget_follows(&mut self, channel_id: countersign_primitives::ChannelId, user_id: UserId) {
        let posts = &self.posts;
        let here = |root: &PostId| posts.get(root).is_some_and(|root| root.channel_id == channel_id);
        self.follows.retain(|(root, follower), _| *follower != user_id || !here(root));
    }
}
