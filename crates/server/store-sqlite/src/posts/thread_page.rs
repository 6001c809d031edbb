use countersign_server_domain::{
    model::{Post, PostPage},
    ports::store::{ThreadDirection, ThreadQuery},
};
use rusqlite::{Connection, params};

use crate::{
    column,
    fault::Fault,
    posts::{row, threads},
};

const DOWN: &str = "SELECT * FROM posts WHERE root_id = ?1 AND root_id <> '' AND delete_at = 0
    AND (create_at, id) > (?2, ?3) ORDER BY create_at, id LIMIT ?4";
const UP: &str = "SELECT * FROM posts WHERE root_id = ?1 AND root_id <> '' AND delete_at = 0
    AND (create_at, id) < (?2, ?3) ORDER BY create_at DESC, id DESC LIMIT ?4";

/// Greater than any id.
const LAST_ID: &str = "~";

/// The root and a part of its replies.
pub(super) fn page(db: &Connection, query: &ThreadQuery) -> Result<Option<PostPage>, Fault> {
    let sql = "SELECT * FROM posts WHERE id = ?1 AND delete_at = 0";
    let Some(root) = row::select(db, sql, [query.root_id.as_str()])?.pop() else { return Ok(None) };
    let mut replies = replies(db, query)?;
    let has_next = query.limit.map(|limit| replies.len() > limit as usize);
    if let Some(limit) = query.limit {
        replies.truncate(limit as usize);
    }
    let posts: Vec<_> = std::iter::once(root).chain(replies).collect();
    let order = posts.iter().map(|post| post.id).collect();
    let threads = threads::select(db, column::id_list(&[query.root_id]))?;
    let posts = threads::with_reply_counts(db, posts)?;
    Ok(Some(PostPage { order, posts, threads, has_next, ..PostPage::default() }))
}

/// Replies beyond the place, one more than asked for. Without a post, replies at exactly the given time are passed over.
fn replies(db: &Connection, query: &ThreadQuery) -> Result<Vec<Post>, Fault> {
    let (sql, start, same_time) = match query.direction {
        ThreadDirection::Down => (DOWN, 0, LAST_ID),
        ThreadDirection::Up => (UP, i64::MAX, ""),
    };
    let (time, id) = query.from.map_or((start, None), |(time, id)| (time.0, id));
    let id = id.as_ref().map_or(same_time, AsRef::as_ref);
    let limit = query.limit.map_or(-1, |limit| i64::from(limit) + 1);
    row::select(db, sql, params![query.root_id.as_str(), time, id, limit])
}
