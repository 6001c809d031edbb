use countersign_primitives::{PostId, UserId};
use countersign_server_domain::{
    model::{FollowedThread, Post},
    ports::store::{StoreResult, ThreadListQuery},
};
use countersign_server_rules::threads::ThreadSide;
use tokio_postgres::types::ToSql;

use crate::{
    cells::{self, Cells},
    fault::Fault,
    posts,
    store::PostgresStore,
};

/// A statement that yields roots, their threads and their followers' relations; its end is given.
macro_rules! select {
    ($($end:literal),+) => {
        concat!(
            "SELECT ",
            posts::row::columns!(),
            ", f.root_id, f.user_id, f.following, f.last_viewed_at, f.last_update_at, f.unread_mentions,
                (SELECT count(*) FROM posts r WHERE r.root_id = f.root_id AND r.root_id <> '' AND r.delete_at = 0
                    AND r.create_at > f.last_viewed_at)
             FROM thread_follows f JOIN threads t ON t.root_id = f.root_id JOIN posts p ON p.id = f.root_id ",
            $($end),+
        )
    };
}

macro_rules! page {
    ($side:literal, $order:literal) => {
        select!(
            "WHERE f.user_id = $1 AND f.following AND (t.team_id = $2 OR (t.team_id = '' AND $3))
                 AND (p.delete_at = 0 OR $4) AND (NOT $5 OR f.last_viewed_at < t.last_reply_at)
                 AND greatest(f.last_update_at, t.last_reply_at) >= $6 AND ",
            $side,
            " ORDER BY ",
            $order,
            " LIMIT $8"
        )
    };
}

/// The place of an anchor; nothing lies beside an anchor that is no thread.
const NEWEST: &str = page!("$7 = ''", "t.last_reply_at DESC, t.root_id DESC");
const BEFORE: &str = page!(
    "(t.last_reply_at, t.root_id) < (SELECT a.last_reply_at, a.root_id FROM threads a WHERE a.root_id = $7)",
    "t.last_reply_at DESC, t.root_id DESC"
);
const AFTER: &str = page!(
    "(t.last_reply_at, t.root_id) > (SELECT a.last_reply_at, a.root_id FROM threads a WHERE a.root_id = $7)",
    "t.last_reply_at, t.root_id"
);

const OF_USERS: &str = select!("WHERE f.root_id = $1 AND f.user_id = ANY ($2) AND f.following AND p.delete_at = 0");

/// Followed threads of a user.
pub(super) async fn followed(store: &PostgresStore, query: &ThreadListQuery) -> StoreResult<Vec<FollowedThread>> {
    let (sql, anchor) = match query.side {
        ThreadSide::Newest => (NEWEST, None),
        ThreadSide::Before(id) => (BEFORE, Some(id)),
        ThreadSide::After(id) => (AFTER, Some(id)),
    };
    let scope = &query.scope;
    let values: [&(dyn ToSql + Sync); 8] = [
        &scope.user_id.as_str(),
        &scope.team_id.as_str(),
        &scope.with_direct,
        &scope.with_deleted,
        &query.unread_only,
        &query.since.0,
        &cells::or_empty(anchor.as_ref()),
        &i64::from(query.limit),
    ];
    Ok(cells::all(&store.read(sql, &values).await?, followed_thread)?)
}

/// One thread as each of these users sees it who follow it.
pub(super) async fn of_users(
    store: &PostgresStore,
    root_id: PostId,
    users: &[UserId],
) -> StoreResult<Vec<FollowedThread>> {
    let rows = store.read(OF_USERS, &[&root_id.as_str(), &cells::texts(users)]).await?;
    Ok(cells::all(&rows, followed_thread)?)
}

fn followed_thread(cells: &mut Cells<'_>) -> Result<FollowedThread, Fault> {
    let (root, thread) = posts::row::post(cells)?;
    Ok(FollowedThread {
        thread: thread.ok_or_else(|| cells.wrong())?,
        follow: posts::follow(cells)?,
        root: Post { reply_count: 0, ..root },
        unread_replies: cells.get()?,
    })
}
