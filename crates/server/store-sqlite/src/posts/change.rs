use countersign_primitives::{PostId, TimestampMs, UserId};
use countersign_server_domain::{
    model::Post,
    ports::store::{PostChange, PostDeletion},
};
use rusqlite::{Connection, params};

use crate::{
    column,
    fault::Fault,
    files,
    posts::{row, threads},
};

/// Changes a post; what it was is kept under another id.
pub(super) fn change(
    db: &Connection,
    id: PostId,
    former: PostId,
    change: PostChange,
    now: TimestampMs,
) -> Result<Option<Post>, Fault> {
    let Some(mut post) = existing(db, id)? else { return Ok(None) };
    let before = PostChange::former(&post, former, now);
    row::insert(db, &before)?;
    change.apply(&mut post, now);
    files::attach(db, &mut post, &before.file_ids)?;
    row::update(db, &post)?;
    Ok(threads::with_reply_counts(db, vec![post])?.pop())
}

/// Deletes a post, a root with its replies.
pub(super) fn delete(db: &Connection, deletion: &PostDeletion) -> Result<Option<Post>, Fault> {
    let Some(found) = existing(db, deletion.id)? else { return Ok(None) };
    let deleted = threads::with_reply_counts(db, vec![found])?.pop();
    let sql = "UPDATE posts SET delete_at = ?2, update_at = ?2,
                   props = json_set(CASE props WHEN '' THEN '{}' ELSE props END, '$.deleteBy', ?3)
               WHERE delete_at = 0 AND (id = ?1 OR (root_id = ?1 AND root_id <> ''))";
    db.prepare_cached(sql)?.execute(params![deletion.id.as_str(), deletion.now.0, deletion.by.as_str()])?;
    if let Some(root_id) = deleted.as_ref().and_then(|post| post.root_id) {
        recount(db, root_id, deletion.now)?;
    }
    Ok(deleted)
}

fn existing(db: &Connection, id: PostId) -> Result<Option<Post>, Fault> {
    Ok(row::select(db, "SELECT * FROM posts WHERE id = ?1 AND delete_at = 0", [id.as_str()])?.pop())
}

/// Works a thread's numbers out anew after a reply went.
fn recount(db: &Connection, root_id: PostId, now: TimestampMs) -> Result<(), Fault> {
    let sql = "SELECT count(*), coalesce(max(create_at), 0) FROM posts
               WHERE root_id = ?1 AND root_id <> '' AND delete_at = 0";
    let (count, last): (i64, i64) =
        db.prepare_cached(sql)?.query_row([root_id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if count == 0 {
        db.prepare_cached("DELETE FROM threads WHERE root_id = ?1")?.execute([root_id.as_str()])?;
        let sql = "UPDATE thread_follows SET unread_mentions = 0 WHERE root_id = ?1";
        db.prepare_cached(sql)?.execute([root_id.as_str()])?;
    } else {
        let sql = "UPDATE threads SET reply_count = ?2, last_reply_at = ?3, participants = ?4 WHERE root_id = ?1";
        let participants = column::id_list(&participants(db, root_id)?);
        db.prepare_cached(sql)?.execute(params![root_id.as_str(), count, last, participants])?;
    }
    db.prepare_cached("UPDATE posts SET update_at = ?2 WHERE id = ?1")?.execute(params![root_id.as_str(), now.0])?;
    Ok(())
}

/// Who replied, latest last.
fn participants(db: &Connection, root_id: PostId) -> Result<Vec<UserId>, Fault> {
    let sql = "SELECT user_id, max(create_at) AS latest, max(id) AS last_id FROM posts
               WHERE root_id = ?1 AND root_id <> '' AND delete_at = 0
               GROUP BY user_id ORDER BY latest, last_id";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([root_id.as_str()])?;
    let mut users = Vec::new();
    while let Some(row) = rows.next()? {
        users.push(column::id(row, "user_id")?);
    }
    Ok(users)
}
