//! Threads.

use countersign_primitives::{PostId, UserId};
use countersign_server_rules::channel::ChannelKind;

use crate::{
    conformance::samples::{at, channel, member, post, random, room, stored, user, write},
    model::Post,
    ports::store::{FollowWrite, PostWrite, PostWritten, RootGone, Store, ThreadDirection, ThreadQuery},
};

fn follow(user_id: UserId) -> FollowWrite {
    FollowWrite { user_id, force: false, mention: false, viewed: false }
}

/// A reply goes to a root post that exists in the same channel, or nowhere.
pub async fn replies_need_a_root(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (team, here) = room(store, &[&ana]).await;
    let elsewhere = channel(Some(team.id), ChannelKind::Public, "elsewhere");
    store.create_channel(elsewhere.clone(), vec![member(elsewhere.id, ana.id)]).await.unwrap().unwrap();
    let root = stored(store, write(post(here.id, ana.id, None, 0))).await.post;
    let reply = stored(store, write(post(here.id, ana.id, Some(root.id), 1))).await.post;
    let deleted = Post { delete_at: at(9), ..post(here.id, ana.id, None, 2) };
    stored(store, write(deleted.clone())).await;
    let unknown = PostId::generate(random().as_ref());
    for (channel_id, root_id, expected) in [
        (here.id, unknown, RootGone::Missing),
        (here.id, reply.id, RootGone::Missing),
        (here.id, deleted.id, RootGone::Missing),
        (elsewhere.id, root.id, RootGone::OtherChannel),
    ] {
        let refused = post(channel_id, ana.id, Some(root_id), 3);
        assert_eq!(store.create_post(write(refused.clone())).await.unwrap(), PostWritten::RootGone(expected));
        assert_eq!(store.post_or_deleted(refused.id).await.unwrap(), None);
    }
}

/// From the first reply on a thread counts, and its root changes with each.
pub async fn replies_make_a_thread(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (team, channel) = room(store, &[&ana, &ben]).await;
    let root = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    assert!(store.threads(&[root.id]).await.unwrap().is_empty());
    for (author, ms, count) in [(ana.id, 10, 1), (ben.id, 20, 2), (ana.id, 30, 3)] {
        let reply = stored(store, write(post(channel.id, author, Some(root.id), ms))).await.post;
        assert_eq!(reply.reply_count, count);
    }
    let thread = store.threads(&[root.id]).await.unwrap().pop().unwrap();
    assert_eq!((thread.reply_count, thread.last_reply_at, thread.team_id), (3, at(30), Some(team.id)));
    assert_eq!(thread.participants, [ben.id, ana.id]);
    let root = store.post(root.id).await.unwrap().unwrap();
    assert_eq!((root.update_at, root.reply_count), (at(30), 3));
    let mut authors = store.thread_authors(root.id).await.unwrap();
    authors.sort_unstable();
    let mut expected = [ana.id, ben.id];
    expected.sort_unstable();
    assert_eq!(authors, expected);
}

/// Mentions in replies are counted for followers until they write themselves.
pub async fn followers_count_their_mentions(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let root = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let reply = async |author, ms, follows| {
        let reply = post(channel.id, author, Some(root.id), ms);
        stored(store, PostWrite { follows, ..write(reply) }).await;
    };
    let own = async || store.follows_of(ben.id, &[root.id]).await.unwrap().pop().unwrap();
    reply(ana.id, 10, vec![FollowWrite { mention: true, ..follow(ben.id) }]).await;
    assert_eq!((own().await.unread_mentions, own().await.last_viewed_at.0), (1, 0));
    reply(ana.id, 20, vec![FollowWrite { mention: true, ..follow(ben.id) }]).await;
    assert_eq!(own().await.unread_mentions, 2);
    reply(ben.id, 30, vec![FollowWrite { viewed: true, ..follow(ben.id) }]).await;
    assert_eq!((own().await.unread_mentions, own().await.last_viewed_at), (0, at(30)));
    assert_eq!(store.follows(root.id).await.unwrap().len(), 1);
}

/// A new reply does not bring back who unfollowed, unless it must.
pub async fn who_unfollowed_is_left_alone(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let root = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let reply = async |ms, follows| {
        let reply = post(channel.id, ana.id, Some(root.id), ms);
        stored(store, PostWrite { follows, ..write(reply) }).await;
    };
    reply(10, vec![follow(ben.id)]).await;
    assert!(store.follows_of(ben.id, &[root.id]).await.unwrap()[0].following);
    assert!(store.follows_of(ana.id, &[root.id]).await.unwrap().is_empty());
    reply(20, vec![FollowWrite { force: true, ..follow(ana.id) }]).await;
    assert!(store.follows_of(ana.id, &[root.id]).await.unwrap()[0].following);
}

/// A thread is read downwards or upwards, from a place, in parts.
pub async fn a_thread_is_read_in_parts(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let root = stored(store, write(post(channel.id, ana.id, None, 0))).await.post;
    let mut replies = Vec::new();
    for ms in [10, 20, 20, 30] {
        replies.push(stored(store, write(post(channel.id, ana.id, Some(root.id), ms))).await.post);
    }
    replies.sort_by_key(|reply| (reply.create_at, reply.id));
    let ids: Vec<PostId> = replies.iter().map(|reply| reply.id).collect();
    let read = async |from, direction, limit| {
        let query = ThreadQuery { root_id: root.id, from, direction, limit };
        let page = store.thread_page(query).await.unwrap().unwrap();
        assert_eq!(page.order[0], root.id);
        (page.order[1..].to_vec(), page.has_next)
    };
    assert_eq!(read(None, ThreadDirection::Down, None).await, (ids.clone(), None));
    assert_eq!(read(None, ThreadDirection::Down, Some(2)).await, (ids[..2].to_vec(), Some(true)));
    assert_eq!(
        read(Some((at(20), Some(ids[1]))), ThreadDirection::Down, Some(2)).await,
        (ids[2..].to_vec(), Some(false))
    );
    assert_eq!(read(Some((at(20), None)), ThreadDirection::Down, None).await, (ids[3..].to_vec(), None));
    assert_eq!(read(None, ThreadDirection::Up, Some(1)).await, (vec![ids[3]], Some(true)));
    assert_eq!(read(Some((at(20), None)), ThreadDirection::Up, None).await, (vec![ids[0]], None));
    let unknown = PostId::generate(random().as_ref());
    let query = ThreadQuery { root_id: unknown, from: None, direction: ThreadDirection::Down, limit: None };
    assert_eq!(store.thread_page(query).await.unwrap(), None);
}
