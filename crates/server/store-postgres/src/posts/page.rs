use std::collections::BTreeSet;

use countersign_primitives::{PostId, TimestampMs};
use countersign_server_domain::{
    model::{Post, PostPage, Thread},
    ports::store::{PageAnchor, PageQuery, StoreResult},
};

use crate::{cells, posts::row, store::PostgresStore};

/// What `since` answers at most.
const SINCE_LIMIT: i64 = 1000;

const SINCE: &str = row::select!(
    "WHERE p.channel_id = $1 AND p.update_at > $2 AND (p.root_id = '' OR NOT $3)
     ORDER BY p.create_at DESC, p.id DESC LIMIT $4"
);
const NEWEST: &str = row::select!(
    "WHERE p.channel_id = $1 AND p.delete_at = 0 AND (p.root_id = '' OR NOT $2)
     ORDER BY p.create_at DESC, p.id DESC LIMIT $3 OFFSET $4"
);
const OLDER: &str = row::select!(
    "WHERE p.channel_id = $1 AND (p.create_at, p.id) < ($2, $3) AND p.delete_at = 0 AND (p.root_id = '' OR NOT $4)
     ORDER BY p.create_at DESC, p.id DESC LIMIT $5 OFFSET $6"
);
const NEWER: &str = row::select!(
    "WHERE p.channel_id = $1 AND (p.create_at, p.id) > ($2, $3) AND p.delete_at = 0 AND (p.root_id = '' OR NOT $4)
     ORDER BY p.create_at, p.id LIMIT $5 OFFSET $6"
);
const BY_ID: &str = row::select!("WHERE p.id = ANY ($1) AND p.delete_at = 0");
const REPLIES: &str = row::select!("WHERE p.root_id = ANY ($1) AND p.root_id <> '' AND p.delete_at = 0");

type Found = Vec<(Post, Option<Thread>)>;

/// A page, and the posts next to it.
#[derive(Default)]
struct Cut {
    posts: Found,
    next: Option<PostId>,
    prev: Option<PostId>,
}

/// A page of a channel's posts. Most pages cost one statement: what belongs to the posts is asked for only when the
/// page says that there is something.
pub(super) async fn page(store: &PostgresStore, query: &PageQuery) -> StoreResult<PostPage> {
    let cut = match query.anchor {
        PageAnchor::Since(time) => since(store, query, time).await?,
        _ if query.per_page == 0 => return Ok(PostPage::default()),
        PageAnchor::Newest => newest(store, query).await?,
        PageAnchor::Before(anchor) => beside(store, query, anchor, Side::Older).await?,
        PageAnchor::After(anchor) => beside(store, query, anchor, Side::Newer).await?,
    };
    complete(store, query, cut).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Older,
    Newer,
}

async fn since(store: &PostgresStore, query: &PageQuery, time: TimestampMs) -> StoreResult<Cut> {
    let rows = store.read(SINCE, &[&query.channel_id.as_str(), &time.0, &query.roots_only, &SINCE_LIMIT]).await?;
    Ok(Cut { posts: cells::all(&rows, row::post)?, ..Cut::default() })
}

async fn newest(store: &PostgresStore, query: &PageQuery) -> StoreResult<Cut> {
    let values = [one_more(query), skipped(query)];
    let rows = store.read(NEWEST, &[&query.channel_id.as_str(), &query.roots_only, &values[0], &values[1]]).await?;
    let (posts, prev) = cut(cells::all(&rows, row::post)?, query);
    let next = match posts.first() {
        Some((first, _)) if query.page > 0 => neighbour(store, query, first, Side::Newer).await?,
        _ => None,
    };
    Ok(Cut { posts, next, prev })
}

async fn beside(store: &PostgresStore, query: &PageQuery, anchor: PostId, side: Side) -> StoreResult<Cut> {
    let from = position(store, anchor).await?;
    let found = match from {
        Some(time) => away(store, query, (time, anchor), side).await?,
        None => Vec::new(),
    };
    let (mut posts, beyond) = cut(found, query);
    let back = match (posts.first(), side) {
        (Some((nearest, _)), Side::Older) if query.page > 0 => neighbour(store, query, nearest, Side::Newer).await?,
        (Some((nearest, _)), Side::Newer) if query.page > 0 => neighbour(store, query, nearest, Side::Older).await?,
        _ => Some(anchor),
    };
    if side == Side::Newer {
        posts.reverse();
    }
    let (next, prev) = if side == Side::Older { (back, beyond) } else { (beyond, back) };
    Ok(Cut { posts, next, prev })
}

/// Posts beyond a place, nearest first, one more than the page holds.
async fn away(
    store: &PostgresStore,
    query: &PageQuery,
    (time, id): (TimestampMs, PostId),
    side: Side,
) -> StoreResult<Found> {
    let sql = if side == Side::Older { OLDER } else { NEWER };
    let (limit, skipped) = (one_more(query), skipped(query));
    let channel_id = query.channel_id.as_str();
    let rows = store.read(sql, &[&channel_id, &time.0, &id.as_str(), &query.roots_only, &limit, &skipped]).await?;
    Ok(cells::all(&rows, row::post)?)
}

async fn neighbour(store: &PostgresStore, query: &PageQuery, post: &Post, side: Side) -> StoreResult<Option<PostId>> {
    let nearest = PageQuery { page: 0, per_page: 0, ..*query };
    let found = away(store, &nearest, (post.create_at, post.id), side).await?;
    Ok(found.first().map(|(post, _)| post.id))
}

async fn position(store: &PostgresStore, id: PostId) -> StoreResult<Option<TimestampMs>> {
    let rows = store.read("SELECT create_at FROM posts WHERE id = $1", &[&id.as_str()]).await?;
    Ok(cells::first(&rows, cells::time)?)
}

/// The page, and the first post beyond it.
fn cut(mut posts: Found, query: &PageQuery) -> (Found, Option<PostId>) {
    let size = query.per_page as usize;
    let beyond = posts.get(size).map(|(post, _)| post.id);
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
async fn complete(store: &PostgresStore, query: &PageQuery, cut: Cut) -> StoreResult<PostPage> {
    let order: Vec<PostId> = cut.posts.iter().map(|(post, _)| post.id).collect();
    let (mut posts, threads): (Vec<Post>, Vec<Option<Thread>>) = cut.posts.into_iter().unzip();
    let mut page = PostPage { order, next_post_id: cut.next, prev_post_id: cut.prev, ..PostPage::default() };
    if query.roots_only {
        page.threads = threads.into_iter().flatten().collect();
    } else {
        let more = belonging(store, query, &posts, &threads).await?;
        posts.extend(more);
    }
    if !query.counts_replies() {
        for post in &mut posts {
            post.reply_count = 0;
        }
    }
    page.posts = posts;
    Ok(page)
}

/// Roots that the page's replies lack and, when asked for, all replies of its threads; none that the page holds.
async fn belonging(
    store: &PostgresStore,
    query: &PageQuery,
    posts: &[Post],
    threads: &[Option<Thread>],
) -> StoreResult<Vec<Post>> {
    let there: BTreeSet<PostId> = posts.iter().map(|post| post.id).collect();
    let missing: BTreeSet<PostId> =
        posts.iter().filter_map(|post| post.root_id).filter(|root| !there.contains(root)).collect();
    let with_replies: BTreeSet<PostId> = threads.iter().flatten().map(|thread| thread.root_id).collect();
    let missing: Vec<&str> = missing.iter().map(PostId::as_str).collect();
    let with_replies: Vec<&str> = with_replies.iter().map(PostId::as_str).collect();
    let roots = async { if missing.is_empty() { Ok(Vec::new()) } else { store.read(BY_ID, &[&missing]).await } };
    let replies = async {
        let wanted = query.with_threads && !with_replies.is_empty();
        if wanted { store.read(REPLIES, &[&with_replies]).await } else { Ok(Vec::new()) }
    };
    let (roots, replies) = tokio::try_join!(roots, replies)?;
    let mut more = cells::all(&roots, row::counted)?;
    more.extend(cells::all(&replies, row::counted)?.into_iter().filter(|post| !there.contains(&post.id)));
    Ok(more)
}
