use countersign_server_domain::{
    model::PostPage,
    ports::store::{StoreResult, ThreadDirection, ThreadQuery},
};

use crate::{cells, posts::row, store::PostgresStore};

const ROOT: &str = row::select!("WHERE p.id = $1 AND p.delete_at = 0");
const DOWN: &str = row::select!(
    ["WHERE p.root_id = $1 AND p.root_id <> '' AND p.delete_at = 0 AND (p.create_at, p.id) > ($2, $3)
      ORDER BY p.create_at, p.id LIMIT $4"],
    "ORDER BY p.create_at, p.id"
);
const UP: &str = row::select!(
    ["WHERE p.root_id = $1 AND p.root_id <> '' AND p.delete_at = 0 AND (p.create_at, p.id) < ($2, $3)
      ORDER BY p.create_at DESC, p.id DESC LIMIT $4"],
    "ORDER BY p.create_at DESC, p.id DESC"
);

/// Greater than any id.
const LAST_ID: &str = "~";

/// The root and a part of its replies: replies beyond the place, one more than asked for. Without a post, replies at
/// exactly the given time are passed over.
pub(super) async fn page(store: &PostgresStore, query: &ThreadQuery) -> StoreResult<Option<PostPage>> {
    let (sql, start, same_time) = match query.direction {
        ThreadDirection::Down => (DOWN, 0, LAST_ID),
        ThreadDirection::Up => (UP, i64::MAX, ""),
    };
    let (time, id) = query.from.map_or((start, None), |(time, id)| (time.0, id));
    let id = id.as_ref().map_or(same_time, AsRef::as_ref);
    let limit: Option<i64> = query.limit.map(|limit| i64::from(limit) + 1);
    let root_id = query.root_id.as_str();
    let root = async { store.read(ROOT, &[&root_id]).await };
    let replies = async { store.read(sql, &[&root_id, &time, &id, &limit]).await };
    let (root, replies) = tokio::try_join!(root, replies)?;
    let Some((root, thread)) = cells::first(&root, row::post)? else { return Ok(None) };
    let mut posts = vec![root];
    posts.extend(cells::all(&replies, row::counted)?);
    let has_next = query.limit.map(|limit| posts.len() > limit as usize + 1);
    if let Some(limit) = query.limit {
        posts.truncate(limit as usize + 1);
    }
    let order = posts.iter().map(|post| post.id).collect();
    Ok(Some(PostPage { order, posts, threads: thread.into_iter().collect(), has_next, ..PostPage::default() }))
}
