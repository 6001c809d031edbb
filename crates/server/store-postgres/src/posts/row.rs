use countersign_server_domain::model::{Post, Priority, Thread};
use serde_json::Value;

use crate::{cells::Cells, fault::Fault};

/// A post's own columns, of a table called `p`.
macro_rules! own_columns {
    () => {
        "p.id, p.channel_id, p.user_id, p.root_id, p.original_id, p.create_at, p.update_at, p.edit_at, p.delete_at, \
         p.is_pinned, p.has_reactions, p.kind, p.message, p.props, p.hashtags, p.file_ids, p.priority"
    };
}
pub(crate) use own_columns;

/// The columns that [`post`] reads, of a table called `p`, and of its thread's called `t`.
macro_rules! columns {
    () => {
        concat!($crate::posts::row::own_columns!(), ", t.reply_count, t.last_reply_at, t.team_id, t.participants")
    };
}
pub(crate) use columns;

/// A statement that yields posts with the numbers of their threads; its end is given. A thread is looked up for each
/// post, and only for those that the part in brackets chooses.
macro_rules! select {
    ($end:literal) => {
        $crate::posts::row::select!(@of "posts", $end)
    };
    ([$chosen:expr], $end:expr) => {
        $crate::posts::row::select!(
            @of concat!("(SELECT ", $crate::posts::row::own_columns!(), " FROM posts p ", $chosen, ")"), $end
        )
    };
    (@of $posts:expr, $end:expr) => {
        concat!(
            "SELECT ",
            $crate::posts::row::columns!(),
            " FROM ",
            $posts,
            " p LEFT JOIN LATERAL (SELECT t.reply_count, t.last_reply_at, t.team_id, t.participants FROM threads t ",
            "WHERE t.root_id = CASE p.root_id WHEN '' THEN p.id ELSE p.root_id END LIMIT 1) t ON true ",
            $end
        )
    };
}
pub(crate) use select;

/// A post, and its thread when there is one.
pub(crate) fn post(cells: &mut Cells<'_>) -> Result<(Post, Option<Thread>), Fault> {
    let mut post = Post {
        id: cells.id()?,
        channel_id: cells.id()?,
        user_id: cells.id()?,
        root_id: cells.optional_id()?,
        original_id: cells.optional_id()?,
        create_at: cells.time()?,
        update_at: cells.time()?,
        edit_at: cells.time()?,
        delete_at: cells.time()?,
        is_pinned: cells.get()?,
        has_reactions: cells.get()?,
        kind: cells.text()?,
        message: cells.text()?,
        props: cells.json_or_default()?,
        hashtags: cells.text()?,
        file_ids: cells.json_or_default()?,
        priority: priority(cells)?,
        reply_count: 0,
    };
    let thread = thread(cells, &post)?;
    post.reply_count = thread.as_ref().map_or(0, |thread| thread.reply_count);
    Ok((post, thread))
}

/// A post with its reply count.
pub(crate) fn counted(cells: &mut Cells<'_>) -> Result<Post, Fault> {
    Ok(post(cells)?.0)
}

fn thread(cells: &mut Cells<'_>, post: &Post) -> Result<Option<Thread>, Fault> {
    let Some(reply_count) = cells.get::<Option<i64>>()? else { return Ok(None) };
    Ok(Some(Thread {
        root_id: post.root_id.unwrap_or(post.id),
        channel_id: post.channel_id,
        reply_count,
        last_reply_at: cells.time()?,
        team_id: cells.optional_id()?,
        participants: cells.ids()?,
    }))
}

fn priority(cells: &mut Cells<'_>) -> Result<Option<Priority>, Fault> {
    let parts: Vec<Value> = cells.json_or_default()?;
    let [level, requested_ack, persistent] = parts.as_slice() else { return Ok(None) };
    Ok(Some(Priority {
        level: level.as_str().unwrap_or_default().to_owned(),
        requested_ack: requested_ack.as_bool(),
        persistent_notifications: persistent.as_bool(),
    }))
}
