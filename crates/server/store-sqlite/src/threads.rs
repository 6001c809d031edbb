use async_trait::async_trait;

use countersign_primitives::{PostId, TeamId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Follow, FollowedThread},
    ports::store::{FollowChange, StoreError, StoreResult, ThreadListQuery, ThreadScope, ThreadStore},
};
use countersign_server_rules::threads::ThreadTotals;
use rusqlite::params;

use crate::{column, posts, store::SqliteStore};

mod list;
mod totals;

#[async_trait]
impl ThreadStore for SqliteStore {
    async fn followed_threads(&self, query: ThreadListQuery) -> StoreResult<Vec<FollowedThread>> {
        self.read(move |db| list::followed(db, &query)).await
    }

    async fn thread_totals(&self, scope: ThreadScope) -> StoreResult<ThreadTotals> {
        self.read(move |db| totals::totals(db, &scope)).await
    }

    async fn thread_for(&self, root_id: PostId, users: &[UserId]) -> StoreResult<Vec<FollowedThread>> {
        let users = column::id_list(users);
        self.read(move |db| list::of_users(db, root_id, &users)).await
    }

    async fn change_follow(&self, change: FollowChange) -> StoreResult<Follow> {
        let changed = self.write(move |db| {
            let sql = "INSERT INTO thread_follows (root_id, user_id, following, last_viewed_at, last_update_at,
                           unread_mentions)
                       VALUES (?1, ?2, ?3, coalesce(?4, 0), ?6, coalesce(?5, 0))
                       ON CONFLICT DO UPDATE SET following = excluded.following,
                           last_update_at = excluded.last_update_at,
                           last_viewed_at = coalesce(?4, last_viewed_at),
                           unread_mentions = coalesce(?5, unread_mentions)
                       RETURNING *";
            let params = params![
                change.root_id.as_str(),
                change.user_id.as_str(),
                change.following,
                change.read.map(|(until, _)| until.0),
                change.read.map(|(_, mentions)| mentions),
                change.now.0,
            ];
            Ok(posts::follows(db, sql, params)?.pop())
        });
        changed.await?.ok_or_else(|| StoreError::Corrupt("a relation to a thread was not written".to_owned()))
    }

    async fn read_all_threads(&self, user_id: UserId, team_id: TeamId, now: TimestampMs) -> StoreResult<()> {
        self.write(move |db| {
            let sql = "UPDATE thread_follows SET last_viewed_at = max(last_viewed_at, ?3), last_update_at = ?3,
                           unread_mentions = 0
                       WHERE user_id = ?1 AND following
                           AND root_id IN (SELECT root_id FROM threads WHERE team_id = ?2 OR team_id = '')";
            db.prepare_cached(sql)?.execute(params![user_id.as_str(), team_id.as_str(), now.0])?;
            Ok(())
        })
        .await
    }
}
