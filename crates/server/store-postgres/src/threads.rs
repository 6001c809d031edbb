use async_trait::async_trait;

use countersign_primitives::{PostId, TeamId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Follow, FollowedThread},
    ports::store::{FollowChange, StoreError, StoreResult, ThreadListQuery, ThreadScope, ThreadStore},
};
use countersign_server_rules::threads::ThreadTotals;

use crate::{cells, posts, store::PostgresStore};

mod list;

const CHANGE: &str = "INSERT INTO thread_follows AS f (root_id, user_id, following, last_viewed_at, last_update_at,
        unread_mentions)
    VALUES ($1, $2, $3, coalesce($4::bigint, 0), $6, coalesce($5::bigint, 0))
    ON CONFLICT (root_id, user_id) DO UPDATE SET following = excluded.following,
        last_update_at = excluded.last_update_at, last_viewed_at = coalesce($4, f.last_viewed_at),
        unread_mentions = coalesce($5, f.unread_mentions)
    RETURNING f.root_id, f.user_id, f.following, f.last_viewed_at, f.last_update_at, f.unread_mentions";

/// The text of an urgent priority begins with its level.
const TOTALS: &str = "SELECT count(*), count(*) FILTER (WHERE f.last_viewed_at < t.last_reply_at),
        coalesce(sum(f.unread_mentions), 0)::bigint,
        coalesce(sum(f.unread_mentions) FILTER (WHERE starts_with(p.priority, '[\"urgent\"')), 0)::bigint
    FROM thread_follows f JOIN threads t ON t.root_id = f.root_id JOIN posts p ON p.id = f.root_id
    WHERE f.user_id = $1 AND f.following AND (t.team_id = $2 OR (t.team_id = '' AND $3)) AND (p.delete_at = 0 OR $4)";

#[async_trait]
impl ThreadStore for PostgresStore {
    async fn followed_threads(&self, query: ThreadListQuery) -> StoreResult<Vec<FollowedThread>> {
        list::followed(self, &query).await
    }

    async fn thread_totals(&self, scope: ThreadScope) -> StoreResult<ThreadTotals> {
        let team_id = scope.team_id.as_str();
        let rows =
            self.read(TOTALS, &[&scope.user_id.as_str(), &team_id, &scope.with_direct, &scope.with_deleted]).await?;
        let totals = cells::first(&rows, |cells| {
            Ok(ThreadTotals {
                total: cells.get()?,
                unread_threads: cells.get()?,
                unread_mentions: cells.get()?,
                unread_urgent_mentions: cells.get()?,
            })
        });
        Ok(totals?.unwrap_or_default())
    }

    async fn thread_for(&self, root_id: PostId, users: &[UserId]) -> StoreResult<Vec<FollowedThread>> {
        list::of_users(self, root_id, users).await
    }

    async fn change_follow(&self, change: FollowChange) -> StoreResult<Follow> {
        let (root_id, user_id) = (change.root_id.as_str(), change.user_id.as_str());
        let until = change.read.map(|(until, _)| until.0);
        let mentions = change.read.map(|(_, mentions)| mentions);
        let rows =
            self.write(CHANGE, &[&root_id, &user_id, &change.following, &until, &mentions, &change.now.0]).await?;
        let changed = cells::first(&rows, posts::follow)?;
        changed.ok_or_else(|| StoreError::Corrupt("a relation to a thread was not written".to_owned()))
    }

    async fn read_all_threads(&self, user_id: UserId, team_id: TeamId, now: TimestampMs) -> StoreResult<()> {
        let sql = "UPDATE thread_follows f SET last_viewed_at = greatest(f.last_viewed_at, $3), last_update_at = $3,
                       unread_mentions = 0
                   FROM threads t
                   WHERE f.user_id = $1 AND f.following AND t.root_id = f.root_id
                       AND (t.team_id = $2 OR t.team_id = '')";
        self.write(sql, &[&user_id.as_str(), &team_id.as_str(), &now.0]).await?;
        Ok(())
    }
}
