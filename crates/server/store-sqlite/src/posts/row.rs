use countersign_server_domain::model::{Post, Priority};
use rusqlite::{Connection, Params, Row, Statement, params};
use serde_json::{Value, json};

use crate::{
    column::{self, Column, Place},
    fault::Fault,
};

/// Posts a statement yields; it must select all columns. Reply counts are left at 0.
pub(crate) fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Post>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let columns = PostColumns::of(&statement)?;
    let mut rows = statement.query(params)?;
    let mut posts = Vec::new();
    while let Some(row) = rows.next()? {
        posts.push(columns.read(row)?);
    }
    Ok(posts)
}

/// A post of a row that holds all columns.
pub(crate) fn post(row: &Row<'_>) -> Result<Post, Fault> {
    PostColumns::of(row.as_ref())?.read(row)
}

/// Where a statement has a post's columns. Looking for each by its name in each row costs more than reading it.
struct PostColumns {
    id: Place,
    create_at: Place,
    update_at: Place,
    edit_at: Place,
    delete_at: Place,
    is_pinned: Place,
    user_id: Place,
    channel_id: Place,
    root_id: Place,
    original_id: Place,
    message: Place,
    kind: Place,
    props: Place,
    hashtags: Place,
    file_ids: Place,
    has_reactions: Place,
    priority: Place,
}

impl PostColumns {
    fn of(statement: &Statement<'_>) -> Result<Self, Fault> {
        let place = |name| Place::of(statement, name);
        Ok(Self {
            id: place("id")?,
            create_at: place("create_at")?,
            update_at: place("update_at")?,
            edit_at: place("edit_at")?,
            delete_at: place("delete_at")?,
            is_pinned: place("is_pinned")?,
            user_id: place("user_id")?,
            channel_id: place("channel_id")?,
            root_id: place("root_id")?,
            original_id: place("original_id")?,
            message: place("message")?,
            kind: place("kind")?,
            props: place("props")?,
            hashtags: place("hashtags")?,
            file_ids: place("file_ids")?,
            has_reactions: place("has_reactions")?,
            priority: place("priority")?,
        })
    }

    fn read(&self, row: &Row<'_>) -> Result<Post, Fault> {
        Ok(Post {
            id: column::id(row, self.id)?,
            create_at: column::time(row, self.create_at)?,
            update_at: column::time(row, self.update_at)?,
            edit_at: column::time(row, self.edit_at)?,
            delete_at: column::time(row, self.delete_at)?,
            is_pinned: self.is_pinned.get(row)?,
            user_id: column::id(row, self.user_id)?,
            channel_id: column::id(row, self.channel_id)?,
            root_id: column::optional_id(row, self.root_id)?,
            original_id: column::optional_id(row, self.original_id)?,
            message: self.message.get(row)?,
            kind: self.kind.get(row)?,
            props: column::json_or_default(row, self.props)?,
            hashtags: self.hashtags.get(row)?,
            file_ids: column::json_or_default(row, self.file_ids)?,
            has_reactions: self.has_reactions.get(row)?,
            priority: priority(row, self.priority)?,
            reply_count: 0,
        })
    }
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

fn priority(row: &Row<'_>, place: Place) -> Result<Option<Priority>, Fault> {
    let parts: Vec<Value> = column::json_or_default(row, place)?;
    let [level, requested_ack, persistent] = parts.as_slice() else { return Ok(None) };
    Ok(Some(Priority {
        level: level.as_str().unwrap_or_default().to_owned(),
        requested_ack: requested_ack.as_bool(),
        persistent_notifications: persistent.as_bool(),
    }))
}
