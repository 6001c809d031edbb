use countersign_primitives::{FileId, PostId, TimestampMs};
use countersign_server_domain::{
    model::Post,
    ports::store::{PostChange, PostDeletion},
};
use serde_json::{Value, json};
use tokio_postgres::types::ToSql;

use crate::{cells, connection::Work, fault::Fault, posts::row, store::PostgresStore};

const EXISTING: &str = row::select!("WHERE p.id = $1 AND p.delete_at = 0 FOR NO KEY UPDATE OF p");

const INSERT: &str = "INSERT INTO posts (id, channel_id, user_id, root_id, original_id, create_at, update_at, edit_at,
    delete_at, is_pinned, has_reactions, kind, message, props, hashtags, file_ids, priority)
    SELECT $1, channel_id, user_id, root_id, id, create_at, $3, edit_at, $3, is_pinned, has_reactions, kind, message,
        props, hashtags, file_ids, priority FROM posts WHERE id = $2";

const UPDATE: &str = "UPDATE posts SET update_at = $2, edit_at = $3, is_pinned = $4, message = $5, props = $6,
    hashtags = $7, file_ids = $8 WHERE id = $1";

const DELETE: &str = "UPDATE posts SET delete_at = $2, update_at = $2,
        props = (CASE props WHEN '' THEN '{}' ELSE props END::jsonb || $3::text::jsonb)::text
    WHERE delete_at = 0 AND (id = $1 OR (root_id = $1 AND root_id <> ''))";

/// Who replied, latest last.
const RECOUNT: &str = "UPDATE threads t SET reply_count = n.count, last_reply_at = n.latest, participants = n.users
    FROM (SELECT sum(count) AS count, max(latest) AS latest, array_agg(user_id ORDER BY latest, last_id) AS users
          FROM (SELECT user_id, count(*) AS count, max(create_at) AS latest, max(id) AS last_id FROM posts
                WHERE root_id = $1 AND root_id <> '' AND delete_at = 0 GROUP BY user_id) u) n
    WHERE t.root_id = $1 AND n.count > 0";

/// Changes a post; what it was is kept under another id.
pub(super) async fn change(
    store: &PostgresStore,
    id: PostId,
    former: PostId,
    change: PostChange,
    now: TimestampMs,
) -> Result<Option<Post>, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    let rows = work.rows(EXISTING, &[&id.as_str()]).await?;
    let Some(mut post) = cells::first(&rows, row::counted)? else { return Ok(None) };
    work.execute(INSERT, &[&former.as_str(), &id.as_str(), &now.0]).await?;
    let before = post.file_ids.clone();
    change.apply(&mut post, now);
    take_files(&work, &mut post, &before).await?;
    let props = if post.props.is_empty() { String::new() } else { cells::to_json(&post.props) };
    let file_ids = if post.file_ids.is_empty() { String::new() } else { cells::to_json(&post.file_ids) };
    let values: [&(dyn ToSql + Sync); 8] = [
        &id.as_str(),
        &post.update_at.0,
        &post.edit_at.0,
        &post.is_pinned,
        &post.message,
        &props,
        &post.hashtags,
        &file_ids,
    ];
    work.execute(UPDATE, &values).await?;
    work.commit().await?;
    Ok(Some(post))
}

/// Gives a post new files; those it cannot have are left out of its list.
async fn take_files(work: &Work<'_>, post: &mut Post, before: &[FileId]) -> Result<(), Fault> {
    let sql = "UPDATE files SET post_id = $1, channel_id = $2 WHERE id = $3 AND user_id = $4 AND post_id = ''";
    let mut kept = Vec::with_capacity(post.file_ids.len());
    for file_id in std::mem::take(&mut post.file_ids) {
        let (id, channel_id, user_id) = (post.id, post.channel_id, post.user_id);
        let values: [&(dyn ToSql + Sync); 4] =
            [&id.as_str(), &channel_id.as_str(), &file_id.as_str(), &user_id.as_str()];
        if before.contains(&file_id) || work.execute(sql, &values).await? > 0 {
            kept.push(file_id);
        }
    }
    post.file_ids = kept;
    Ok(())
}

/// Deletes a post, a root with its replies.
pub(super) async fn delete(store: &PostgresStore, deletion: &PostDeletion) -> Result<Option<Post>, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    let rows = work.rows(EXISTING, &[&deletion.id.as_str()]).await?;
    let Some(deleted) = cells::first(&rows, row::counted)? else { return Ok(None) };
    let by = json!({ "deleteBy": Value::String(deletion.by.to_string()) }).to_string();
    work.execute(DELETE, &[&deletion.id.as_str(), &deletion.now.0, &by]).await?;
    if let Some(root_id) = deleted.root_id {
        recount(&work, root_id, deletion.now).await?;
    }
    work.commit().await?;
    Ok(Some(deleted))
}

/// Works a thread's numbers out anew after a reply went. The thread is held first, so that no reply comes between.
async fn recount(work: &Work<'_>, root_id: PostId, now: TimestampMs) -> Result<(), Fault> {
    let root = root_id.as_str();
    work.execute("SELECT 1 FROM threads WHERE root_id = $1 FOR UPDATE", &[&root]).await?;
    if work.execute(RECOUNT, &[&root]).await? == 0 {
        work.execute("DELETE FROM threads WHERE root_id = $1", &[&root]).await?;
        work.execute("UPDATE thread_follows SET unread_mentions = 0 WHERE root_id = $1", &[&root]).await?;
    }
    work.execute("UPDATE posts SET update_at = $2 WHERE id = $1", &[&root, &now.0]).await?;
    Ok(())
}
