//! What is unread, and where it begins.

use std::collections::BTreeMap;

use countersign_primitives::{PostId, TeamId, TimestampMs};
use countersign_server_rules::{channel::ChannelKind, counts::MemberCounters};

use crate::{
    conformance::samples::{NOW, at, channel, member, post, room, stored, user, write},
    model::{Channel, TeamUnread},
    ports::store::{CountersWrite, CountersWritten, PostDeletion, PostWrite, Store},
};

/// From a moment on, oldest first, in parts, without deleted ones.
pub async fn posts_are_read_from_a_moment_on(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let mut posts = Vec::new();
    for ms in [10, 20, 20, 30] {
        posts.push(stored(store, write(post(channel.id, ana.id, None, ms))).await.post);
    }
    let gone = stored(store, write(post(channel.id, ana.id, None, 25))).await.post;
    store.delete_post(PostDeletion { id: gone.id, by: ana.id, now: at(40) }).await.unwrap();
    posts.sort_by_key(|post| (post.create_at, post.id));
    let ids: Vec<PostId> = posts.iter().map(|post| post.id).collect();
    let from = async |ms, beyond, limit| {
        let found = store.posts_from(channel.id, at(ms), beyond, limit).await.unwrap();
        found.into_iter().map(|post| post.id).collect::<Vec<_>>()
    };
    assert_eq!(from(20, None, 9).await, ids[1..]);
    assert_eq!(from(20, Some(ids[1]), 9).await, ids[2..]);
    assert_eq!(from(0, None, 2).await, ids[..2]);
}

/// The first post after a moment; of root posts only, when asked.
pub async fn the_first_unread_post_is_found(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let root = stored(store, write(post(channel.id, ana.id, None, 10))).await.post;
    let reply = stored(store, write(post(channel.id, ana.id, Some(root.id), 20))).await.post;
    let next = stored(store, write(post(channel.id, ana.id, None, 30))).await.post;
    let first = async |ms, roots_only| {
        let found = store.first_post_after(channel.id, at(ms), roots_only).await.unwrap();
        found.map(|post| (post.id, post.reply_count))
    };
    assert_eq!(first(0, false).await, Some((root.id, 1)));
    assert_eq!(first(10, false).await, Some((reply.id, 1)));
    assert_eq!(first(10, true).await, Some((next.id, 0)));
    assert_eq!(first(30, false).await, None);
}

/// Counters are put when the channel is as it was when they were worked out.
pub async fn counters_are_put_when_nothing_came_between(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana]).await;
    let seen = store.channel_totals(channel.id).await.unwrap();
    let counters = MemberCounters {
        msg_count: 1,
        msg_count_root: 2,
        mention_count: 3,
        mention_count_root: 4,
        urgent_mention_count: 5,
        last_viewed_at: at(6),
    };
    let write_of = |seen| CountersWrite { channel_id: channel.id, user_id: ana.id, counters, seen, now: at(7) };
    stored(store, write(post(channel.id, ana.id, None, 10))).await;
    assert_eq!(store.put_counters(write_of(Some(seen))).await.unwrap(), CountersWritten::Outdated);
    let seen = store.channel_totals(channel.id).await.unwrap();
    let CountersWritten::Done(put) = store.put_counters(write_of(Some(seen))).await.unwrap() else {
        panic!("not written");
    };
    assert_eq!((put.msg_count, put.msg_count_root, put.mention_count, put.mention_count_root), (1, 2, 3, 4));
    assert_eq!((put.urgent_mention_count, put.last_viewed_at, put.last_update_at), (5, at(6), at(7)));
    assert_eq!(store.channel_member(channel.id, ana.id).await.unwrap(), Some(*put));
    let strangers = CountersWrite { user_id: ben.id, ..write_of(None) };
    assert_eq!(store.put_counters(strangers).await.unwrap(), CountersWritten::NoMember);
    assert!(matches!(store.put_counters(write_of(None)).await.unwrap(), CountersWritten::Done(_)));
}

/// What is unread in a team is what is unread in its channels: not in archived ones, and in muted ones mentions only.
pub async fn team_unreads_sum_up_channels(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (team, one) = room(store, &[&ana, &ben]).await;
    let two = channel(Some(team.id), ChannelKind::Public, "two");
    let archived = Channel { delete_at: NOW, ..channel(Some(team.id), ChannelKind::Public, "archived") };
    let direct = channel(None, ChannelKind::Direct, "d");
    for made in [&two, &archived] {
        let of = vec![member(made.id, ana.id), member(made.id, ben.id)];
        store.create_channel(made.clone(), of).await.unwrap().unwrap();
    }
    store.direct_channel(direct.clone(), vec![member(direct.id, ben.id)]).await.unwrap();
    let mut root = None;
    for channel in [&one, &two, &archived, &direct] {
        let mentioning = PostWrite { mentions: vec![ben.id], ..write(post(channel.id, ana.id, None, 1)) };
        let made = stored(store, mentioning).await.post;
        root = root.or(Some(made.id));
    }
    stored(store, write(post(one.id, ana.id, root, 2))).await;
    let unreads = async || store.team_unreads(ben.id, None).await.unwrap();
    let sum = |msg_count, msg_count_root, mention_count| TeamUnread {
        team_id: team.id,
        msg_count,
        msg_count_root,
        mention_count,
        mention_count_root: mention_count,
    };
    assert_eq!(unreads().await, [sum(3, 2, 2)]);
    let muted = BTreeMap::from([("mark_unread".to_owned(), "mention".to_owned())]);
    store.set_member_notify_props(one.id, ben.id, muted, NOW).await.unwrap();
    assert_eq!(unreads().await, [sum(1, 1, 2)]);
    assert_eq!(store.team_unreads(ben.id, Some(team.id)).await.unwrap().len(), 1);
    let other: TeamId = ben.id.as_str().parse().unwrap();
    assert!(store.team_unreads(ben.id, Some(other)).await.unwrap().is_empty());
    store.leave_team(team.id, ben.id, TimestampMs(NOW.0 + 9)).await.unwrap();
    assert!(unreads().await.is_empty());
}
