use std::collections::BTreeSet;

use countersign_primitives::{PostId, TimestampMs};
use countersign_server_domain::{
    model::{Post, PostPage},
    ports::store::{PageAnchor, PageQuery},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    column,
    fault::Fault,
    posts::{row, threads},
};

/// What `since` answers at most.
const SINCE_LIMIT: i64 = 1000;

/// A page of a channel's posts.
pub(super) fn page(db: &Connection, query: &PageQuery) -> Result<PostPage, Fault> {
    let mut page = match query.anchor {
        PageAnchor::Since(time) => since(db, query, time)?,
        _ if query.per_page == 0 => return Ok(PostPage::default()),
        PageAnchor::Newest => newest(db, query)?,
        PageAnchor::Before(anchor) => beside(db, query, anchor, Side::Older)?,
        PageAnchor::After(anchor) => beside(db, query, anchor, Side::Newer)?,
    };
    page.order = page.posts.iter().map(|post| post.id).collect();
    complete(db, query, &mut page)?;
    Ok(page)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Older,
    Newer,
}

fn since(db: &Connection, query: &PageQuery, time: TimestampMs) -> Result<PostPage, Fault> {
    let sql = "SELECT * FROM posts WHERE channel_id = ?1 AND update_at > ?2 AND (root_id = '' OR NOT ?3)
               ORDER BY create_at DESC, id DESC LIMIT ?4";
    let posts = row::select(db, sql, params![query.channel_id.as_str(), time.0, query.roots_only, SINCE_LIMIT])?;
    Ok(PostPage { posts, ..PostPage::default() })
}

fn newest(db: &Connection, query: &PageQuery) -> Result<PostPage, Fault> {
    let sql = "SELECT * FROM posts WHERE channel_id = ?1 AND delete_at = 0 AND (root_id = '' OR NOT ?2)
               ORDER BY create_at DESC, id DESC LIMIT ?3 OFFSET ?4";
    let params = params![query.channel_id.as_str(), query.roots_only, one_more(query), skipped(query)];
    let (posts, prev_post_id) = cut(row::select(db, sql, params)?, query);
    let next_post_id = match posts.first() {
        Some(first) if query.page > 0 => neighbour(db, query, first, Side::Newer)?,
        _ => None,
    };
    Ok(PostPage { posts, next_post_id, prev_post_id, ..PostPage::default() })
}

fn beside(db: &Connection, query: &PageQuery, anchor: PostId, side: Side) -> Result<PostPage, Fault> {
    let from = position(db, anchor)?;
    let (mut posts, beyond) = cut(away(db, query, from, side)?, query);
    let back = match (posts.first(), side) {
        (Some(nearest), Side::Older) if query.page > 0 => neighbour(db, query, nearest, Side::Newer)?,
        (Some(nearest), Side::Newer) if query.page > 0 => neighbour(db, query, nearest, Side::Older)?,
        _ => Some(anchor),
    };
    if side == Side::Newer {
        posts.reverse();
    }
    let (next_post_id, prev_post_id) = if side == Side::Older { (back, beyond) } else { (beyond, back) };
    Ok(PostPage { posts, next_post_id, prev_post_id, ..PostPage::default() })
}

/// Posts beyond a place, nearest first, one more than the page holds.
fn away(db: &Connection, query: &PageQuery, from: Option<(i64, String)>, side: Side) -> Result<Vec<Post>, Fault> {
    let Some((time, id)) = from else { return Ok(Vec::new()) };
    let sql = match side {
        Side::Older => {
            "SELECT * FROM posts WHERE channel_id = ?1 AND (create_at, id) < (?2, ?3) AND delete_at = 0
                 AND (root_id = '' OR NOT ?4) ORDER BY create_at DESC, id DESC LIMIT ?5 OFFSET ?6"
        }
        Side::Newer => {
            "SELECT * FROM posts WHERE channel_id = ?1 AND (create_at, id) > (?2, ?3) AND delete_at = 0
                 AND (root_id = '' OR NOT ?4) ORDER BY create_at, id LIMIT ?5 OFFSET ?6"
        }
    };
    let params = params![query.channel_id.as_str(), time, id, query.roots_only, one_more(query), skipped(query)];
    row::select(db, sql, params)
}

fn neighbour(db: &Connection, query: &PageQuery, post: &Post, side: Side) -> Result<Option<PostId>, Fault> {
    let nearest = PageQuery { page: 0, per_page: 0, ..*query };
    let found = away(db, &nearest, Some((post.create_at.0, post.id.to_string())), side)?;
    Ok(found.first().map(|post| post.id))
}

fn position(db: &Connection, id: PostId) -> Result<Option<(i64, String)>, Fault> {
    let mut statement = db.prepare_cached("SELECT create_at FROM posts WHERE id = ?1")?;
    let time: Option<i64> = statement.query_row([id.as_str()], |row| row.get(0)).optional()?;
    Ok(time.map(|time| (time, id.to_string())))
}

/// The page, and the first post beyond it.
fn cut(mut posts: Vec<Post>, query: &PageQuery) -> (Vec<Post>, Option<PostId>) {
    let size = query.per_page as usize;
    let beyond = posts.get(size).map(|post| post.id);
    posts.truncate(size);
    (posts, beyond)
}

fn one_more(query: &PageQuery) -> i64 {
    i64::from(query.per_page) + 1
}

fn skipped(query: &PageQuery) -> i64 {
    i64::from(query.page) * i64::from(query.per_page)
}

/// Adds what belongs to the posts of the page: roots of replies, whole threads, or numbers of threads.
fn complete(db: &Connection, query: &PageQuery, page: &mut PostPage) -> Result<(), Fault> {
    if query.roots_only {
        page.threads = threads::select(db, column::id_list(&page.order))?;
        return Ok(());
    }
    let roots: BTreeSet<PostId> = page.posts.iter().map(|post| post.root_id.unwrap_or(post.id)).collect();
    let roots: Vec<PostId> = roots.into_iter().collect();
    let there: BTreeSet<PostId> = page.order.iter().copied().collect();
    let missing: Vec<PostId> = roots.iter().copied().filter(|root| !there.contains(root)).collect();
    let sql = "SELECT * FROM posts WHERE id IN (SELECT value FROM json_each(?1)) AND delete_at = 0";
    let mut more = row::select(db, sql, [column::id_list(&missing)])?;
    if query.with_threads {
        let sql = "SELECT * FROM posts WHERE root_id IN (SELECT value FROM json_each(?1)) AND root_id <> ''
                   AND delete_at = 0";
        more.extend(row::select(db, sql, [column::id_list(&roots)])?);
    }
    page.posts.extend(more.into_iter().filter(|post| !there.contains(&post.id)));
    if query.counts_replies() {
        page.posts = threads::with_reply_counts(db, std::mem::take(&mut page.posts))?;
    }
    Ok(())
}
