use std::collections::HashMap;

use countersign_primitives::{PostId, UserId};
use countersign_server_domain::{
    model::{Follow, Post, Thread},
    ports::store::FollowWrite,
};
use rusqlite::{Connection, OptionalExtension, Params, params};

use crate::{column, fault::Fault};

/// Threads of these roots (a JSON list).
pub(super) fn select(db: &Connection, roots: String) -> Result<Vec<Thread>, Fault> {
    let sql = "SELECT * FROM threads WHERE root_id IN (SELECT value FROM json_each(?1))";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([roots])?;
    let mut threads = Vec::new();
    while let Some(row) = rows.next()? {
        threads.push(Thread {
            root_id: column::id(row, "root_id")?,
            channel_id: column::id(row, "channel_id")?,
            team_id: column::optional_id(row, "team_id")?,
            reply_count: row.get("reply_count")?,
            last_reply_at: column::time(row, "last_reply_at")?,
            participants: column::json(row, "participants")?,
        });
    }
    Ok(threads)
}

/// Relations to threads a statement yields; it must select all columns.
pub(crate) fn follows(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Follow>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut follows = Vec::new();
    while let Some(row) = rows.next()? {
        follows.push(Follow {
            root_id: column::id(row, "root_id")?,
            user_id: column::id(row, "user_id")?,
            following: row.get("following")?,
            last_viewed_at: column::time(row, "last_viewed_at")?,
            last_update_at: column::time(row, "last_update_at")?,
            unread_mentions: row.get("unread_mentions")?,
        });
    }
    Ok(follows)
}

/// Fills in how many replies each post's thread has.
pub(crate) fn with_reply_counts(db: &Connection, mut posts: Vec<Post>) -> Result<Vec<Post>, Fault> {
    let roots: Vec<PostId> = posts.iter().map(|post| post.root_id.unwrap_or(post.id)).collect();
    let threads = select(db, column::id_list(&roots))?;
    let counts: HashMap<PostId, i64> = threads.into_iter().map(|thread| (thread.root_id, thread.reply_count)).collect();
    for (post, root) in posts.iter_mut().zip(roots) {
        post.reply_count = counts.get(&root).copied().unwrap_or(0);
    }
    Ok(posts)
}

/// Adds a reply to its thread; returns how many replies there are now.
pub(super) fn reply(db: &Connection, root_id: PostId, post: &Post, follows: &[FollowWrite]) -> Result<i64, Fault> {
    let thread = select(db, column::id_list(&[root_id]))?.pop();
    let mut participants = thread.map(|thread| thread.participants).unwrap_or_default();
    participants.retain(|&user_id| user_id != post.user_id);
    participants.push(post.user_id);
    let sql = "INSERT INTO threads (root_id, channel_id, team_id, reply_count, last_reply_at, participants)
               VALUES (?1, ?2, coalesce((SELECT team_id FROM channels WHERE id = ?2), ''), 1, ?3, ?4)
               ON CONFLICT DO UPDATE SET reply_count = reply_count + 1,
                   last_reply_at = max(last_reply_at, excluded.last_reply_at), participants = excluded.participants
               RETURNING reply_count";
    let count = db.prepare_cached(sql)?.query_row(
        params![root_id.as_str(), post.channel_id.as_str(), post.create_at.0, column::id_list(&participants)],
        |row| row.get(0),
    )?;
    db.prepare_cached("UPDATE posts SET update_at = max(update_at, ?2) WHERE id = ?1")?
        .execute(params![root_id.as_str(), post.create_at.0])?;
    follows.iter().try_for_each(|write| follow(db, root_id, post, write))?;
    Ok(count)
}

fn follow(db: &Connection, root_id: PostId, post: &Post, write: &FollowWrite) -> Result<(), Fault> {
    if is_following(db, root_id, write.user_id)? == Some(false) && !write.force {
        return Ok(());
    }
    let sql = "INSERT INTO thread_follows (root_id, user_id, following, last_viewed_at, last_update_at,
                   unread_mentions)
               VALUES (?1, ?2, 1, CASE WHEN ?4 THEN ?3 ELSE 0 END, ?3, ?5)
               ON CONFLICT DO UPDATE SET following = 1, last_update_at = max(last_update_at, ?3),
                   last_viewed_at = CASE WHEN ?4 THEN max(last_viewed_at, ?3) ELSE last_viewed_at END,
                   unread_mentions = CASE WHEN ?4 THEN 0 ELSE unread_mentions + ?5 END";
    db.prepare_cached(sql)?.execute(params![
        root_id.as_str(),
        write.user_id.as_str(),
        post.create_at.0,
        write.viewed,
        write.mention && !write.viewed,
    ])?;
    Ok(())
}

fn is_following(db: &Connection, root_id: PostId, user_id: UserId) -> Result<Option<bool>, Fault> {
    let sql = "SELECT following FROM thread_follows WHERE root_id = ?1 AND user_id = ?2";
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_row([root_id.as_str(), user_id.as_str()], |row| row.get(0)).optional()?)
}
