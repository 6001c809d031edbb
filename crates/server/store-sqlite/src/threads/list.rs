use countersign_primitives::PostId;
use countersign_server_domain::{
    model::{Follow, FollowedThread, Thread},
    ports::store::ThreadListQuery,
};
use countersign_server_rules::threads::ThreadSide;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use crate::{column, fault::Fault, posts};

/// A root, its thread and its follower's relation; `follower` is the column of the follower's own name.
const SELECT: &str = "SELECT p.*, t.team_id, t.reply_count, t.last_reply_at, t.participants, f.user_id AS follower,
        f.following, f.last_viewed_at, f.last_update_at, f.unread_mentions,
        (SELECT count(*) FROM posts r WHERE r.root_id = f.root_id AND r.root_id <> '' AND r.delete_at = 0
            AND r.create_at > f.last_viewed_at) AS unread_replies
    FROM thread_follows f JOIN threads t ON t.root_id = f.root_id JOIN posts p ON p.id = f.root_id";

/// Followed threads of a user.
pub(super) fn followed(db: &Connection, query: &ThreadListQuery) -> Result<Vec<FollowedThread>, Fault> {
    let (anchor, condition, order) = match query.side {
        ThreadSide::Newest => (None, "?7 IS NULL OR ?8", "DESC"),
        ThreadSide::Before(id) => (Some(id), "(t.last_reply_at, t.root_id) < (?7, ?8)", "DESC"),
        ThreadSide::After(id) => (Some(id), "(t.last_reply_at, t.root_id) > (?7, ?8)", "ASC"),
    };
    let at = match anchor {
        Some(id) => match last_reply_at(db, id)? {
            Some(at) => Some(at),
            None => return Ok(Vec::new()),
        },
        None => None,
    };
    let sql = format!(
        "{SELECT}
         WHERE f.user_id = ?1 AND f.following AND (t.team_id = ?2 OR (t.team_id = '' AND ?3))
             AND (p.delete_at = 0 OR ?4) AND (NOT ?5 OR f.last_viewed_at < t.last_reply_at)
             AND max(f.last_update_at, t.last_reply_at) >= ?6 AND ({condition})
         ORDER BY t.last_reply_at {order}, t.root_id {order} LIMIT ?9"
    );
    let scope = &query.scope;
    let params = params![
        scope.user_id.as_str(),
        scope.team_id.as_str(),
        scope.with_direct,
        scope.with_deleted,
        query.unread_only,
        query.since.0,
        at,
        anchor.as_ref().map(AsRef::<str>::as_ref),
        query.limit,
    ];
    select(db, &sql, params)
}

/// One thread as each of these users (a JSON list) sees it who follow it.
pub(super) fn of_users(db: &Connection, root_id: PostId, users: &str) -> Result<Vec<FollowedThread>, Fault> {
    let sql = format!(
        "{SELECT} WHERE f.root_id = ?1 AND f.user_id IN (SELECT value FROM json_each(?2)) AND f.following
             AND p.delete_at = 0"
    );
    select(db, &sql, params![root_id.as_str(), users])
}

fn last_reply_at(db: &Connection, id: PostId) -> Result<Option<i64>, Fault> {
    let sql = "SELECT last_reply_at FROM threads WHERE root_id = ?1";
    Ok(db.prepare_cached(sql)?.query_row([id.as_str()], |row| row.get(0)).optional()?)
}

fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<FollowedThread>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(followed_thread(row)?);
    }
    Ok(found)
}

fn followed_thread(row: &Row<'_>) -> Result<FollowedThread, Fault> {
    let root = posts::post(row)?;
    let thread = Thread {
        root_id: root.id,
        channel_id: root.channel_id,
        team_id: column::optional_id(row, "team_id")?,
        reply_count: row.get("reply_count")?,
        last_reply_at: column::time(row, "last_reply_at")?,
        participants: column::json(row, "participants")?,
    };
    let follow = Follow {
        root_id: root.id,
        user_id: column::id(row, "follower")?,
        following: row.get("following")?,
        last_viewed_at: column::time(row, "last_viewed_at")?,
        last_update_at: column::time(row, "last_update_at")?,
        unread_mentions: row.get("unread_mentions")?,
    };
    Ok(FollowedThread { thread, follow, root, unread_replies: row.get("unread_replies")? })
}
