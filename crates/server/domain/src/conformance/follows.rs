//! Threads as their followers see them.

use countersign_primitives::{PostId, TeamId, TimestampMs, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    threads::{ThreadSide, ThreadTotals},
};

use crate::{
    conformance::samples::{at, channel, member, post, room, stored, user, write},
    model::{Channel, FollowedThread, Post, Priority, Team, User},
    ports::store::{FollowChange, FollowWrite, PostDeletion, PostWrite, Store, ThreadListQuery, ThreadScope},
};

struct Room {
    ana: User,
    ben: User,
    team: Team,
    channel: Channel,
}

async fn with_two(store: &dyn Store) -> Room {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (team, channel) = room(store, &[&ana, &ben]).await;
    Room { ana, ben, team, channel }
}

/// A root of `ana`'s and a reply by her, which `ben` follows.
async fn thread(store: &dyn Store, of: &Room, root_ms: i64, reply_ms: i64, mention: bool) -> Post {
    let root = stored(store, write(post(of.channel.id, of.ana.id, None, root_ms))).await.post;
    let reply = post(of.channel.id, of.ana.id, Some(root.id), reply_ms);
    let follow = FollowWrite { user_id: of.ben.id, force: false, mention, viewed: false };
    stored(store, PostWrite { follows: vec![follow], ..write(reply) }).await;
    root
}

fn scope(user_id: UserId, team_id: TeamId) -> ThreadScope {
    ThreadScope { user_id, team_id, with_direct: true, with_deleted: false }
}

fn query(scope: ThreadScope) -> ThreadListQuery {
    ThreadListQuery { scope, unread_only: false, since: TimestampMs::ZERO, side: ThreadSide::Newest, limit: 10 }
}

async fn list(store: &dyn Store, query: ThreadListQuery) -> Vec<PostId> {
    let found = store.followed_threads(query).await.unwrap();
    found.into_iter().map(|found| found.root.id).collect()
}

fn read(root_id: PostId, user_id: UserId, until: i64, mentions: i64) -> FollowChange {
    FollowChange { root_id, user_id, following: true, read: Some((at(until), mentions)), now: at(until) }
}

/// The most recent reply first; before a thread older ones, after it newer ones, oldest first.
pub async fn followed_threads_are_paged(store: &dyn Store) {
    let of = with_two(store).await;
    let one = thread(store, &of, 0, 30, false).await.id;
    let two = thread(store, &of, 1, 20, false).await.id;
    let three = thread(store, &of, 2, 10, false).await.id;
    let scope = scope(of.ben.id, of.team.id);
    let all = query(scope);
    assert_eq!(list(store, all).await, [one, two, three]);
    assert_eq!(list(store, ThreadListQuery { limit: 2, ..all }).await, [one, two]);
    assert_eq!(list(store, ThreadListQuery { side: ThreadSide::Before(one), ..all }).await, [two, three]);
    assert_eq!(list(store, ThreadListQuery { side: ThreadSide::After(three), ..all }).await, [two, one]);
    assert_eq!(list(store, ThreadListQuery { since: at(20), ..all }).await, [one, two]);
    assert!(list(store, query(ThreadScope { user_id: of.ana.id, ..scope })).await.is_empty());
}

/// A thread is unread while a reply is newer than what was read; its unread replies are counted one by one.
pub async fn what_was_read_is_not_unread(store: &dyn Store) {
    let of = with_two(store).await;
    let one = thread(store, &of, 0, 30, true).await.id;
    stored(store, write(post(of.channel.id, of.ana.id, Some(one), 40))).await;
    let two = thread(store, &of, 1, 20, false).await.id;
    let see = async |root| -> FollowedThread { store.thread_for(root, &[of.ben.id]).await.unwrap().pop().unwrap() };
    let before = see(one).await;
    assert_eq!((before.unread_replies, before.follow.unread_mentions, before.thread.reply_count), (2, 1, 2));
    let scope = scope(of.ben.id, of.team.id);
    let totals = |total, threads, mentions| ThreadTotals {
        total,
        unread_threads: threads,
        unread_mentions: mentions,
        unread_urgent_mentions: 0,
    };
    assert_eq!(store.thread_totals(scope).await.unwrap(), totals(2, 2, 1));
    let follow = store.change_follow(read(one, of.ben.id, 30, 0)).await.unwrap();
    assert_eq!((follow.last_viewed_at, follow.unread_mentions), (at(30), 0));
    assert_eq!(see(one).await.unread_replies, 1);
    store.change_follow(read(one, of.ben.id, 40, 0)).await.unwrap();
    assert_eq!(list(store, ThreadListQuery { unread_only: true, ..query(scope) }).await, [two]);
    assert_eq!(store.thread_totals(scope).await.unwrap(), totals(2, 1, 0));
    store.read_all_threads(of.ben.id, of.team.id, at(99)).await.unwrap();
    assert_eq!(store.thread_totals(scope).await.unwrap(), totals(2, 0, 0));
    // Reading does not go back.
    assert_eq!(see(one).await.follow.last_viewed_at, at(99));
}

/// Following works before there is a reply; who unfollowed sees nothing.
pub async fn following_begins_and_ends(store: &dyn Store) {
    let of = with_two(store).await;
    let root = stored(store, write(post(of.channel.id, of.ana.id, None, 0))).await.post;
    let change = |following| FollowChange { root_id: root.id, user_id: of.ana.id, following, read: None, now: at(5) };
    let follow = store.change_follow(change(true)).await.unwrap();
    assert_eq!((follow.following, follow.last_viewed_at, follow.last_update_at), (true, TimestampMs::ZERO, at(5)));
    assert!(store.thread_for(root.id, &[of.ana.id]).await.unwrap().is_empty());
    stored(store, write(post(of.channel.id, of.ben.id, Some(root.id), 10))).await;
    assert_eq!(store.thread_for(root.id, &[of.ana.id, of.ben.id]).await.unwrap().len(), 1);
    store.change_follow(change(false)).await.unwrap();
    assert!(store.thread_for(root.id, &[of.ana.id]).await.unwrap().is_empty());
    assert!(list(store, query(scope(of.ana.id, of.team.id))).await.is_empty());
}

/// Threads of conversations belong to every team, unless they are left out; deleted roots show when asked for.
pub async fn scopes_leave_out(store: &dyn Store) {
    let of = with_two(store).await;
    let direct = channel(None, ChannelKind::Direct, "d");
    let members = vec![member(direct.id, of.ana.id), member(direct.id, of.ben.id)];
    store.direct_channel(direct.clone(), members).await.unwrap();
    let here = thread(store, &of, 0, 30, false).await.id;
    let talk = thread(store, &Room { channel: direct, ..of_same(&of) }, 1, 20, false).await.id;
    let gone = thread(store, &of, 2, 10, false).await.id;
    store.delete_post(PostDeletion { id: gone, by: of.ana.id, now: at(50) }).await.unwrap().unwrap();
    let base = scope(of.ben.id, of.team.id);
    assert_eq!(list(store, query(base)).await, [here, talk]);
    assert_eq!(list(store, query(ThreadScope { with_direct: false, ..base })).await, [here]);
    assert_eq!(list(store, query(ThreadScope { with_deleted: true, ..base })).await, [here, talk, gone]);
    assert_eq!(store.thread_totals(ThreadScope { with_deleted: true, ..base }).await.unwrap().total, 3);
    let other: TeamId = of.ana.id.as_str().parse().unwrap();
    assert_eq!(list(store, query(scope(of.ben.id, other))).await, [talk]);
}

fn of_same(of: &Room) -> Room {
    Room { ana: of.ana.clone(), ben: of.ben.clone(), team: of.team.clone(), channel: of.channel.clone() }
}

/// Mentions in urgent threads are counted apart.
pub async fn urgent_mentions_are_counted(store: &dyn Store) {
    let of = with_two(store).await;
    let urgent = Priority { level: "urgent".to_owned(), requested_ack: None, persistent_notifications: None };
    let root = Post { priority: Some(urgent), ..post(of.channel.id, of.ana.id, None, 0) };
    let root = stored(store, write(root)).await.post;
    let follow = FollowWrite { user_id: of.ben.id, force: false, mention: true, viewed: false };
    let reply = post(of.channel.id, of.ana.id, Some(root.id), 1);
    stored(store, PostWrite { follows: vec![follow], ..write(reply) }).await;
    thread(store, &of, 2, 3, true).await;
    let totals = store.thread_totals(scope(of.ben.id, of.team.id)).await.unwrap();
    assert_eq!((totals.unread_mentions, totals.unread_urgent_mentions), (2, 1));
}

/// Who leaves a channel, or its team, follows nothing there any more.
pub async fn who_leaves_follows_no_longer(store: &dyn Store) {
    let of = with_two(store).await;
    let root = thread(store, &of, 0, 10, false).await.id;
    store.leave_channel(of.channel.id, of.ben.id, at(20)).await.unwrap();
    assert!(store.follows_of(of.ben.id, &[root]).await.unwrap().is_empty());
    store.join_channel(member(of.channel.id, of.ben.id)).await.unwrap();
    store.change_follow(read(root, of.ben.id, 30, 0)).await.unwrap();
    store.change_follow(read(root, of.ana.id, 30, 0)).await.unwrap();
    store.leave_team(of.team.id, of.ben.id, at(40)).await.unwrap().unwrap();
    assert!(store.follows_of(of.ben.id, &[root]).await.unwrap().is_empty());
    assert_eq!(store.follows(root).await.unwrap().len(), 1);
}
