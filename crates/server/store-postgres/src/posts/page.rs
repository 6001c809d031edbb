use std::collections::BTreeSet;

use countersign_primitives::{PostId, TimestampMs};
use countersign_server_domain::{
    model::{Post, PostPage, Thread},
    ports::store::{PageAnchor, PageQuery, StoreResult},
};

use tokio_postgres::Row;

use crate::{cells, posts::row, store::PostgresStore};

/// What `since` answers at most.
const SINCE_LIMIT: i64 = 1000;

macro_rules! condition {
    ($beyond:literal, $order:literal) => {
        concat!(
            "WHERE p.channel_id = $1 AND p.delete_at = 0 AND (p.root_id = '' OR NOT $2) ",
            $beyond,
            " ORDER BY p.create_at ",
            $order,
            ", p.id ",
            $order
        )
    };
}

// PostgreSQL does not know how large a page is when it makes its plan, and assumes a tenth of the channel. The inner limit,
// above every page's size, tells it that walking along the index is right.
macro_rules! walk {
    ($beyond:literal, $order:literal) => {
        row::select!(
            [concat!(condition!($beyond, $order), " LIMIT 256")],
            concat!("ORDER BY p.create_at ", $order, ", p.id ", $order, " LIMIT $3")
        )
    };
}

macro_rules! skip {
    ($beyond:literal, $order:literal) => {
        concat!("SELECT p.create_at, p.id FROM posts p ", condition!($beyond, $order), " OFFSET $3 LIMIT 1")
    };
}

const SINCE: &str = row::select!(
    ["WHERE p.channel_id = $1 AND p.update_at > $2 AND (p.root_id = '' OR NOT $3) OFFSET 0"],
    "ORDER BY p.create_at DESC, p.id DESC LIMIT $4"
);
const NEWEST: &str = walk!("", "DESC");
const OLDER: &str = walk!("AND (p.create_at, p.id) < ($4, $5)", "DESC");
const NEWER: &str = walk!("AND (p.create_at, p.id) > ($4, $5)", "ASC");
const SKIP_NEWEST: &str = skip!("", "DESC");
const SKIP_OLDER: &str = skip!("AND (p.create_at, p.id) < ($4, $5)", "DESC");
const SKIP_NEWER: &str = skip!("AND (p.create_at, p.id) > ($4, $5)", "ASC");
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
    let found = match last_skipped(store, query, None).await? {
        Skipped::Nothing => walk(store, query, None).await?,
        Skipped::Until(place) => {
            let (posts, prev) = cut(walk(store, query, Some((place, Side::Older))).await?, query);
            let next = (!posts.is_empty()).then_some(place.1);
            return Ok(Cut { posts, next, prev });
        }
        Skipped::Everything => Vec::new(),
    };
    let (posts, prev) = cut(found, query);
    Ok(Cut { posts, next: None, prev })
}

async fn beside(store: &PostgresStore, query: &PageQuery, anchor: PostId, side: Side) -> StoreResult<Cut> {
    let mut back = anchor;
    let mut found = Vec::new();
    if let Some(from) = position(store, anchor).await? {
        match last_skipped(store, query, Some((from, side))).await? {
            Skipped::Nothing => found = walk(store, query, Some((from, side))).await?,
            Skipped::Until(place) => {
                found = walk(store, query, Some((place, side))).await?;
                back = if found.is_empty() { anchor } else { place.1 };
            }
            Skipped::Everything => {}
        }
    }
    let (mut posts, beyond) = cut(found, query);
    if side == Side::Newer {
        posts.reverse();
        return Ok(Cut { posts, next: beyond, prev: Some(back) });
    }
    Ok(Cut { posts, next: Some(back), prev: beyond })
}

type Place = (TimestampMs, PostId);

/// Which posts lie before the page.
enum Skipped {
    /// None: it is the first page.
    Nothing,
    /// Those until this one.
    Until(Place),
    /// All there are.
    Everything,
}

async fn last_skipped(store: &PostgresStore, query: &PageQuery, from: Option<(Place, Side)>) -> StoreResult<Skipped> {
    let skipped = i64::from(query.page) * i64::from(query.per_page);
    if skipped == 0 {
        return Ok(Skipped::Nothing);
    }
    let rows = ordered(store, [SKIP_NEWEST, SKIP_OLDER, SKIP_NEWER], query, skipped - 1, from).await?;
    let place = cells::first(&rows, |cells| Ok((cells.time()?, cells.id()?)))?;
    Ok(place.map_or(Skipped::Everything, Skipped::Until))
}

/// Posts from the newest or from a place on, nearest first, one more than the page holds.
async fn walk(store: &PostgresStore, query: &PageQuery, from: Option<(Place, Side)>) -> StoreResult<Found> {
    let one_more = i64::from(query.per_page) + 1;
    let rows = ordered(store, [NEWEST, OLDER, NEWER], query, one_more, from).await?;
    Ok(cells::all(&rows, row::post)?)
}

async fn ordered(
    store: &PostgresStore,
    [newest, older, newer]: [&'static str; 3],
    query: &PageQuery,
    number: i64,
    from: Option<(Place, Side)>,
) -> StoreResult<Vec<Row>> {
    let channel_id = query.channel_id.as_str();
    let Some(((time, id), side)) = from else {
        return store.read(newest, &[&channel_id, &query.roots_only, &number]).await;
    };
    let sql = if side == Side::Older { older } else { newer };
    store.read(sql, &[&channel_id, &query.roots_only, &number, &time.0, &id.as_str()]).await
}

async fn position(store: &PostgresStore, id: PostId) -> StoreResult<Option<Place>> {
    let rows = store.read("SELECT create_at FROM posts WHERE id = $1", &[&id.as_str()]).await?;
    Ok(cells::first(&rows, cells::time)?.map(|time| (time, id)))
}

/// The page, and the first post beyond it.
fn cut(mut posts: Found, query: &PageQuery) -> (Found, Option<PostId>) {
    let size = query.per_page as usize;
    let beyond = posts.get(size).map(|(post, _)| post.id);
    posts.truncate(size);
    (posts, beyond)
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
