//! Changed and deleted posts.

use countersign_primitives::{PostId, UserId};
use serde_json::{Map, json};

use crate::{
    conformance::samples::{at, post, random, room, stored, user, write},
    model::Post,
    ports::store::{FollowWrite, PostChange, PostDeletion, PostWrite, Store},
};

fn fresh() -> PostId {
    PostId::generate(random().as_ref())
}

fn text(message: &str) -> PostChange {
    PostChange { message: Some((message.to_owned(), "#tag".to_owned())), ..PostChange::default() }
}

/// A change is seen at once, and what was before is kept, the latest text first.
pub async fn changes_are_kept_as_history(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let first = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let former = [fresh(), fresh(), fresh()];
    let changed = store.change_post(first.id, former[0], text("two"), at(10)).await.unwrap().unwrap();
    assert_eq!((changed.message.as_str(), changed.hashtags.as_str()), ("two", "#tag"));
    assert_eq!((changed.edit_at, changed.update_at, changed.create_at), (at(10), at(10), first.create_at));
    assert_eq!(store.post(first.id).await.unwrap(), Some(changed.clone()));
    let pinned = PostChange { is_pinned: Some(true), ..PostChange::default() };
    let pinned = store.change_post(first.id, former[1], pinned, at(20)).await.unwrap().unwrap();
    assert_eq!((pinned.edit_at, pinned.update_at, pinned.is_pinned), (at(10), at(20), true));
    let props = Map::from_iter([("k".to_owned(), json!("v"))]);
    let more = PostChange { props: Some(props.clone()), ..text("three") };
    let last = store.change_post(first.id, former[2], more, at(30)).await.unwrap().unwrap();
    assert_eq!((&last.props, last.edit_at), (&props, at(30)));
    let history = store.post_history(first.id).await.unwrap();
    let kept: Vec<_> = history.iter().map(|post| (post.id, post.message.as_str(), post.delete_at)).collect();
    assert_eq!(kept, [(former[1], "two", at(20)), (former[2], "two", at(30)), (former[0], "a message", at(10))]);
    assert!(history.iter().all(|post| post.original_id == Some(first.id)));
    assert!(store.post_history(former[0]).await.unwrap().is_empty());
    assert_eq!(store.change_post(fresh(), fresh(), text("x"), at(40)).await.unwrap(), None);
    assert_eq!(store.change_post(former[0], fresh(), text("x"), at(40)).await.unwrap(), None);
}

/// A deleted post is gone for readers, keeps who deleted it, and is deleted once.
pub async fn deleted_posts_are_gone(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let made = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let deletion = PostDeletion { id: made.id, by: ana.id, now: at(10) };
    assert_eq!(store.delete_post(deletion).await.unwrap(), Some(made.clone()));
    assert_eq!(store.delete_post(deletion).await.unwrap(), None);
    assert_eq!(store.post(made.id).await.unwrap(), None);
    let kept = store.post_or_deleted(made.id).await.unwrap().unwrap();
    assert_eq!((kept.delete_at, kept.update_at), (at(10), at(10)));
    assert_eq!(kept.props.get("deleteBy"), Some(&json!(ana.id.to_string())));
    assert_eq!(store.change_post(made.id, fresh(), text("x"), at(20)).await.unwrap(), None);
}

/// A root takes its replies along.
pub async fn roots_go_with_their_replies(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let root = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let reply = stored(store, write(post(channel.id, ana.id, Some(root.id), 1))).await.post;
    let other = stored(store, write(post(channel.id, ana.id, None, 2))).await.post;
    let deleted = store.delete_post(PostDeletion { id: root.id, by: ana.id, now: at(10) }).await.unwrap();
    assert_eq!(deleted.map(|post| post.reply_count), Some(1));
    assert_eq!(store.post(reply.id).await.unwrap(), None);
    assert!(store.post(other.id).await.unwrap().is_some());
}

/// A deleted reply leaves the numbers of its thread.
pub async fn threads_forget_deleted_replies(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let root = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let reply = async |author: UserId, ms| -> Post {
        let follow = FollowWrite { user_id: ana.id, force: false, mention: true, viewed: false };
        let reply = post(channel.id, author, Some(root.id), ms);
        stored(store, PostWrite { follows: vec![follow], ..write(reply) }).await.post
    };
    let one = reply(ben.id, 10).await;
    let two = reply(ana.id, 20).await;
    let three = reply(ben.id, 30).await;
    let delete = async |id, ms| store.delete_post(PostDeletion { id, by: ana.id, now: at(ms) }).await.unwrap();
    delete(three.id, 40).await.unwrap();
    let thread = store.threads(&[root.id]).await.unwrap().pop().unwrap();
    assert_eq!((thread.reply_count, thread.last_reply_at, thread.participants), (2, at(20), vec![ben.id, ana.id]));
    assert_eq!(store.post(root.id).await.unwrap().map(|root| (root.reply_count, root.update_at)), Some((2, at(40))));
    delete(one.id, 50).await.unwrap();
    delete(two.id, 60).await.unwrap();
    assert!(store.threads(&[root.id]).await.unwrap().is_empty());
    assert_eq!(store.follows_of(ana.id, &[root.id]).await.unwrap()[0].unread_mentions, 0);
}
