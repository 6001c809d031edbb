//! The push outbox.

use countersign_primitives::{ChannelId, PostId};
use countersign_server_rules::notify::{PushFlags, ReplyKind};

use crate::{
    conformance::samples::{post, push, random, room, stored, user, write},
    model::PushKind,
    ports::store::{FollowWrite, PostWrite, Store},
};

/// Pushes come in the order they were queued in, each once, and anew when they were given back and not settled.
pub async fn pushes_keep_their_order(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let pushes: Vec<_> = (0..5).map(|_| push(ana.id, PushKind::UpdateBadge)).collect();
    store.queue_pushes(pushes.clone()).await.unwrap();
    let first = store.take_pushes(2).await.unwrap();
    assert_eq!(first.iter().map(|queued| queued.push.clone()).collect::<Vec<_>>(), pushes[..2]);
    let rest = store.take_pushes(10).await.unwrap();
    assert_eq!(rest.iter().map(|queued| queued.push.clone()).collect::<Vec<_>>(), pushes[2..]);
    store.settle_pushes(vec![first[0].seq, rest[0].seq]).await.unwrap();
    assert_eq!(store.take_pushes(10).await.unwrap(), []);
    store.give_back_pushes().await.unwrap();
    let left = store.take_pushes(10).await.unwrap();
    let unsettled = [pushes[1].clone(), pushes[3].clone(), pushes[4].clone()];
    assert_eq!(left.into_iter().map(|queued| queued.push).collect::<Vec<_>>(), unsettled);
    store.queue_pushes(vec![push(ana.id, PushKind::Wipe)]).await.unwrap();
    let last = store.take_pushes(10).await.unwrap();
    assert_eq!((last.len(), last[0].push.kind), (1, PushKind::Wipe));
}

/// What a push is about comes back as it went in.
pub async fn every_kind_survives(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let post_id = PostId::generate(random().as_ref());
    let channel_id = ChannelId::generate(random().as_ref());
    let replies = [ReplyKind::None, ReplyKind::Root, ReplyKind::Any, ReplyKind::Followed];
    let mut kinds = vec![
        PushKind::Clear { channel_id, root_id: None },
        PushKind::Clear { channel_id, root_id: Some(post_id) },
        PushKind::UpdateBadge,
        PushKind::SessionExpired,
        PushKind::Wipe,
    ];
    for reply in replies {
        for (explicit, channel_wide) in [(false, false), (true, false), (true, true)] {
            kinds.push(PushKind::Message { post_id, flags: PushFlags { explicit, channel_wide, reply } });
        }
    }
    let pushes: Vec<_> = kinds.into_iter().map(|kind| push(ana.id, kind)).collect();
    store.queue_pushes(pushes.clone()).await.unwrap();
    let queued = store.take_pushes(100).await.unwrap();
    assert_eq!(queued.into_iter().map(|queued| queued.push).collect::<Vec<_>>(), pushes);
}

/// The number on the icon: mentions, or with collapsed threads those in root posts and in followed threads.
pub async fn badges_count_what_is_unread(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    assert_eq!(store.badge(ben.id, true).await.unwrap(), 0);
    let root = post(channel.id, ana.id, None, 0);
    stored(store, PostWrite { mentions: vec![ben.id], ..write(root.clone()) }).await;
    let follow = FollowWrite { user_id: ben.id, force: false, mention: true, viewed: false };
    for ms in [1, 2] {
        let reply = post(channel.id, ana.id, Some(root.id), ms);
        stored(store, PostWrite { mentions: vec![ben.id], follows: vec![follow], ..write(reply) }).await;
    }
    assert_eq!((store.badge(ben.id, false).await.unwrap(), store.badge(ben.id, true).await.unwrap()), (3, 3));
    let quiet = post(channel.id, ana.id, Some(root.id), 3);
    stored(store, PostWrite { mentions: vec![ben.id], ..write(quiet) }).await;
    assert_eq!((store.badge(ben.id, false).await.unwrap(), store.badge(ben.id, true).await.unwrap()), (4, 3));
    assert_eq!(store.badge(ana.id, false).await.unwrap(), 0);
}
