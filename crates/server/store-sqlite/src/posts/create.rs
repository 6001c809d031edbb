use countersign_primitives::PostId;
use countersign_server_domain::{
    model::{ChannelTotals, Post, Priority, Viewed},
    ports::store::{AuthorView, PostWrite, PostWritten, RootGone, StoredPost},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    channels::{mark_read, totals},
    column,
    fault::Fault,
    files, outbox,
    posts::{row, threads},
};

/// Stores a post and everything that is written with it.
pub(super) fn create(db: &Connection, mut write: PostWrite) -> Result<PostWritten, Fault> {
    if let Some(former) = former(db, &write)? {
        return Ok(PostWritten::Duplicate(Box::new(former)));
    }
    if let Some(root_id) = write.post.root_id
        && let Some(gone) = root_gone(db, root_id, &write.post)?
    {
        return Ok(PostWritten::RootGone(gone));
    }
    files::attach(db, &mut write.post, &[])?;
    row::insert(db, &write.post)?;
    remember_pending(db, &write)?;
    let totals = raise_totals(db, &write)?;
    let author_viewed = view_as_author(db, &write, &totals)?;
    raise_mentions(db, &write)?;
    outbox::insert(db, &write.pushes)?;
    let mut post = write.post;
    if let Some(root_id) = post.root_id {
        post.reply_count = threads::reply(db, root_id, &post, &write.follows)?;
    }
    Ok(PostWritten::Stored(Box::new(StoredPost { post, totals, author_viewed })))
}

/// The post that the author's own name for it became before.
fn former(db: &Connection, write: &PostWrite) -> Result<Option<Post>, Fault> {
    let Some(pending) = &write.pending else { return Ok(None) };
    let sql = "SELECT p.* FROM pending_posts n JOIN posts p ON p.id = n.post_id
               WHERE n.user_id = ?1 AND n.pending_id = ?2 AND n.expires_at > ?3";
    let params = params![write.post.user_id.as_str(), pending.pending_post_id, write.now.0];
    let found = row::select(db, sql, params)?;
    Ok(threads::with_reply_counts(db, found)?.pop())
}

fn remember_pending(db: &Connection, write: &PostWrite) -> Result<(), Fault> {
    let Some(pending) = &write.pending else { return Ok(()) };
    db.prepare_cached("DELETE FROM pending_posts WHERE expires_at <= ?1")?.execute([write.now.0])?;
    let sql = "INSERT OR REPLACE INTO pending_posts (user_id, pending_id, post_id, expires_at)
               VALUES (?1, ?2, ?3, ?4)";
    db.prepare_cached(sql)?.execute(params![
        write.post.user_id.as_str(),
        pending.pending_post_id,
        write.post.id.as_str(),
        (write.now + pending.window).0,
    ])?;
    Ok(())
}

fn root_gone(db: &Connection, root_id: PostId, post: &Post) -> Result<Option<RootGone>, Fault> {
    let mut statement = db.prepare_cached("SELECT channel_id, root_id, delete_at FROM posts WHERE id = ?1")?;
    let found = statement.query_row([root_id.as_str()], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
    });
    Ok(match found.optional()? {
        Some((_, root, deleted)) if !root.is_empty() || deleted != 0 => Some(RootGone::Missing),
        Some((channel, ..)) if channel != post.channel_id.as_str() => Some(RootGone::OtherChannel),
        Some(_) => None,
        None => Some(RootGone::Missing),
    })
}

fn raise_totals(db: &Connection, write: &PostWrite) -> Result<ChannelTotals, Fault> {
    let sql = "UPDATE channels SET
                   last_post_at = max(last_post_at, ?2),
                   last_root_post_at = CASE WHEN ?3 THEN max(last_root_post_at, ?2) ELSE last_root_post_at END,
                   total_msg_count = total_msg_count + ?4,
                   total_msg_count_root = total_msg_count_root + (?3 AND ?4)
               WHERE id = ?1
               RETURNING last_post_at, last_root_post_at, total_msg_count, total_msg_count_root";
    let post = &write.post;
    let params = params![post.channel_id.as_str(), post.create_at.0, post.root_id.is_none(), write.counts];
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_row(params, |row| Ok(totals(row))).optional()?;
    Ok(found.transpose()?.unwrap_or_default())
}

/// Marks the channel read for the author; says what was unread before this post.
fn view_as_author(db: &Connection, write: &PostWrite, totals: &ChannelTotals) -> Result<Option<Viewed>, Fault> {
    if write.author_view == AuthorView::Untouched {
        return Ok(None);
    }
    let (channel_id, user_id) = (write.post.channel_id, write.post.user_id);
    let sql = "SELECT msg_count, mention_count FROM channel_members WHERE channel_id = ?1 AND user_id = ?2";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_row([channel_id.as_str(), user_id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)));
    let Some((read, mentions)): Option<(i64, i64)> = found.optional()? else { return Ok(None) };
    mark_read(db, channel_id, user_id)?;
    let total_before = totals.total_msg_count - i64::from(write.counts);
    Ok(Some(Viewed {
        channel_id,
        last_viewed_at: totals.last_post_at,
        had_unread: read < total_before,
        had_mentions: mentions > 0,
    }))
}

fn raise_mentions(db: &Connection, write: &PostWrite) -> Result<(), Fault> {
    if write.mentions.is_empty() {
        return Ok(());
    }
    let sql = "UPDATE channel_members SET
                   mention_count = mention_count + 1,
                   mention_count_root = mention_count_root + ?3,
                   urgent_mention_count = urgent_mention_count + ?4,
                   last_update_at = max(last_update_at, ?5)
               WHERE channel_id = ?1 AND user_id IN (SELECT value FROM json_each(?2))";
    let post = &write.post;
    let is_root = post.root_id.is_none();
    let urgent = is_root && post.priority.as_ref().is_some_and(Priority::is_urgent);
    let mentioned = column::id_list(&write.mentions);
    db.prepare_cached(sql)?.execute(params![post.channel_id.as_str(), mentioned, is_root, urgent, post.create_at.0])?;
    Ok(())
}
