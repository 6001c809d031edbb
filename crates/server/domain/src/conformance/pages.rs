//! Pages of a channel's posts.

use std::collections::BTreeSet;

use countersign_primitives::{ChannelId, PostId, UserId};

use crate::{
    conformance::samples::{at, post, random, room, stored, user, write},
    model::{Post, PostPage},
    ports::store::{PageAnchor, PageQuery, Store},
};

fn query(channel_id: ChannelId, anchor: PageAnchor, page: u32, per_page: u32) -> PageQuery {
    PageQuery { channel_id, anchor, page, per_page, roots_only: false, with_threads: true }
}

/// Posts newest first, `count` of them, at 0, 10, 20 … ms, and an archived one among them that must never show.
async fn posts(store: &dyn Store, channel_id: ChannelId, author: UserId, count: i64) -> Vec<PostId> {
    let deleted = Post { delete_at: at(500), update_at: at(500), ..post(channel_id, author, None, 5) };
    stored(store, write(deleted)).await;
    let mut ids = Vec::new();
    for number in 0..count {
        ids.push(stored(store, write(post(channel_id, author, None, number * 10))).await.post.id);
    }
    ids.reverse();
    ids
}

async fn read(store: &dyn Store, query: PageQuery) -> (Vec<PostId>, Option<PostId>, Option<PostId>) {
    let page = store.posts_page(query).await.unwrap();
    (page.order, page.next_post_id, page.prev_post_id)
}

/// A page knows what lies beyond it on both sides.
pub async fn newest_first_with_neighbours(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let ids = posts(store, channel.id, ana.id, 5).await;
    let page = async |number, size| read(store, query(channel.id, PageAnchor::Newest, number, size)).await;
    assert_eq!(page(0, 2).await, (ids[..2].to_vec(), None, Some(ids[2])));
    assert_eq!(page(1, 2).await, (ids[2..4].to_vec(), Some(ids[1]), Some(ids[4])));
    assert_eq!(page(2, 2).await, (ids[4..].to_vec(), Some(ids[3]), None));
    assert_eq!(page(9, 2).await, (Vec::new(), None, None));
    assert_eq!(page(0, 5).await, (ids.clone(), None, None));
    assert_eq!(page(0, 0).await, (Vec::new(), None, None));
}

/// An anchor is never part of its own page.
pub async fn before_and_after_an_anchor(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let ids = posts(store, channel.id, ana.id, 7).await;
    let page = async |anchor, number| read(store, query(channel.id, anchor, number, 2)).await;
    let (before, after) = (PageAnchor::Before(ids[2]), PageAnchor::After(ids[5]));
    assert_eq!(page(before, 0).await, (ids[3..5].to_vec(), Some(ids[2]), Some(ids[5])));
    assert_eq!(page(before, 1).await, (ids[5..].to_vec(), Some(ids[4]), None));
    assert_eq!(page(after, 0).await, (ids[3..5].to_vec(), Some(ids[2]), Some(ids[5])));
    assert_eq!(page(after, 1).await, (ids[1..3].to_vec(), Some(ids[0]), Some(ids[3])));
    let unknown = PostId::generate(random().as_ref());
    assert_eq!(page(PageAnchor::Before(unknown), 0).await, (Vec::new(), Some(unknown), None));
    assert_eq!(page(PageAnchor::After(unknown), 0).await, (Vec::new(), None, Some(unknown)));
}

/// Whoever asks for changes learns of deletions and of roots that got replies.
pub async fn since_holds_what_changed(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let ids = posts(store, channel.id, ana.id, 3).await;
    let reply = stored(store, write(post(channel.id, ana.id, Some(ids[2]), 100))).await.post;
    let page = store.posts_page(query(channel.id, PageAnchor::Since(at(20)), 0, 60)).await.unwrap();
    let changed: BTreeSet<_> = page.order.iter().copied().collect();
    assert_eq!((page.order[0], page.order.len()), (reply.id, 3));
    assert!(changed.contains(&ids[2]) && !changed.contains(&ids[0]));
    assert!(page.posts.iter().any(|post| !post.delete_at.is_zero()));
    assert_eq!((page.next_post_id, page.prev_post_id), (None, None));
    let roots = PageQuery { roots_only: true, ..query(channel.id, PageAnchor::Since(at(20)), 0, 60) };
    assert!(!store.posts_page(roots).await.unwrap().order.contains(&reply.id));
}

/// With threads collapsed a page holds roots, and says what their threads count.
pub async fn roots_only_brings_threads(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let ids = posts(store, channel.id, ana.id, 2).await;
    stored(store, write(post(channel.id, ana.id, Some(ids[1]), 100))).await;
    let page =
        store.posts_page(PageQuery { roots_only: true, ..query(channel.id, PageAnchor::Newest, 0, 60) }).await.unwrap();
    assert_eq!((page.order, page.posts.len(), page.threads.len()), (ids.clone(), 2, 1));
    assert_eq!((page.threads[0].root_id, page.threads[0].reply_count), (ids[1], 1));
}

/// A reply never comes without its root; whole threads come when asked for.
pub async fn replies_bring_their_roots(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let ids = posts(store, channel.id, ana.id, 2).await;
    let mut replies = Vec::new();
    for ms in [100, 110] {
        replies.push(stored(store, write(post(channel.id, ana.id, Some(ids[1]), ms))).await.post.id);
    }
    let newest = query(channel.id, PageAnchor::Newest, 0, 1);
    let found = |page: &PostPage| page.posts.iter().map(|post| post.id).collect::<BTreeSet<_>>();
    let whole = store.posts_page(newest).await.unwrap();
    assert_eq!(whole.order, [replies[1]]);
    assert_eq!(found(&whole), [ids[1], replies[0], replies[1]].into());
    let lean = store.posts_page(PageQuery { with_threads: false, ..newest }).await.unwrap();
    assert_eq!(found(&lean), [ids[1], replies[1]].into());
    assert!(lean.posts.iter().all(|post| post.reply_count == 2));
    let beside = store.posts_page(query(channel.id, PageAnchor::Before(replies[1]), 0, 1)).await.unwrap();
    assert!(beside.posts.iter().all(|post| post.reply_count == 2));
    assert!(whole.posts.iter().all(|post| post.reply_count == 0));
}

/// Going from page to page meets every post once, also those of the same millisecond.
pub async fn paging_covers_each_post_once(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let mut all = BTreeSet::new();
    for number in 0..23 {
        all.insert(stored(store, write(post(channel.id, ana.id, None, number / 4))).await.post.id);
    }
    let mut seen = Vec::new();
    for number in 0..6 {
        seen.extend(read(store, query(channel.id, PageAnchor::Newest, number, 4)).await.0);
    }
    let mut walked = vec![seen[0]];
    while let Some(&last) = walked.last() {
        let (more, ..) = read(store, query(channel.id, PageAnchor::Before(last), 0, 5)).await;
        if more.is_empty() {
            break;
        }
        walked.extend(more);
    }
    assert_eq!((seen.len(), walked.len()), (23, 23));
    assert_eq!(seen, walked);
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), all);
}
