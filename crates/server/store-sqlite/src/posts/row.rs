use countersign_server_domain::model::{Post, Priority};
use rusqlite::{Connection, Params, Row, params};
use serde_json::{Value, json};

use crate::{column, fault::Fault};

/// Posts a statement yields; it must select all columns. Reply counts are left at 0.
pub(crate) fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Post>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut posts = Vec::new();
    while let Some(row) = rows.next()? {
        posts.push(post(row)?);
    }
    Ok(posts)
}

/// A post of a row that holds all columns.
pub(crate) fn post(row: &Row<'_>) -> Result<Post, Fault> {
    Ok(Post {
        id: column::id(row, "id")?,
        create_at: column::time(row, "create_at")?,
        update_at: column::time(row, "update_at")?,
        edit_at: column::time(row, "edit_at")?,
        delete_at: column::time(row, "delete_at")?,
        is_pinned: row.get("is_pinned")?,
        user_id: column::id(row, "user_id")?,
        channel_id: column::id(row, "channel_id")?,
        root_id: column::optional_id(row, "root_id")?,
        original_id: column::optional_id(row, "original_id")?,
        message: row.get("message")?,
        kind: row.get("kind")?,
        props: column::json_or_default(row, "props")?,
        hashtags: row.get("hashtags")?,
        file_ids: column::json_or_default(row, "file_ids")?,
        has_reactions: row.get("has_reactions")?,
        priority: priority(row)?,
        reply_count: 0,
    })
}

const INSERT: &str = "INSERT INTO posts (id, channel_id, user_id, root_id, original_id, create_at, update_at, edit_at,
    delete_at, is_pinned, has_reactions, kind, message, props, hashtags, file_ids, priority)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";

/// Adds a post's row.
pub(super) fn insert(db: &Connection, post: &Post) -> Result<(), Fault> {
    let or_nothing = |is_empty: bool, json: &dyn Fn() -> String| if is_empty { String::new() } else { json() };
    db.prepare_cached(INSERT)?.execute(params![
        post.id.as_str(),
        post.channel_id.as_str(),
        post.user_id.as_str(),
        column::or_empty(post.root_id.as_ref()),
        column::or_empty(post.original_id.as_ref()),
        post.create_at.0,
        post.update_at.0,
        post.edit_at.0,
        post.delete_at.0,
        post.is_pinned,
        post.has_reactions,
        post.kind,
        post.message,
        or_nothing(post.props.is_empty(), &|| column::to_json(&post.props)),
        post.hashtags,
        or_nothing(post.file_ids.is_empty(), &|| column::id_list(&post.file_ids)),
        post.priority.as_ref().map(priority_json).unwrap_or_default(),
    ])?;
    Ok(())
}

/// Writes what can change of a post.
pub(super) fn update(db: &Connection, post: &Post) -> Result<(), Fault> {
    let sql = "UPDATE posts SET update_at = ?2, edit_at = ?3, is_pinned = ?4, message = ?5, props = ?6, hashtags = ?7,
                   file_ids = ?8 WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![
        post.id.as_str(),
        post.update_at.0,
        post.edit_at.0,
        post.is_pinned,
        post.message,
        if post.props.is_empty() { String::new() } else { column::to_json(&post.props) },
        post.hashtags,
        if post.file_ids.is_empty() { String::new() } else { column::id_list(&post.file_ids) },
    ])?;
    Ok(())
}

fn priority_json(priority: &Priority) -> String {
    json!([priority.level, priority.requested_ack, priority.persistent_notifications]).to_string()
}

fn priority(row: &Row<'_>) -> Result<Option<Priority>, Fault> {
    let parts: Vec<Value> = column::json_or_default(row, "priority")?;
    let [level, requested_ack, persistent] = parts.as_slice() else { return Ok(None) };
    Ok(Some(Priority {
        level: level.as_str().unwrap_or_default().to_owned(),
        requested_ack: requested_ack.as_bool(),
        persistent_notifications: persistent.as_bool(),
    }))
}
