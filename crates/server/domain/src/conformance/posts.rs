//! Posts.

use std::time::Duration;

use countersign_primitives::PostId;
use countersign_server_rules::notify::PushFlags;

use crate::{
    conformance::samples::{at, post, push, random, room, stored, user, write},
    model::{Post, Priority, PushKind},
    ports::store::{AuthorView, PendingKey, PostWrite, PostWritten, Store, StoreError},
};

/// Posts and root posts are counted; the newest post's time is kept.
pub async fn counts_rise(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let root = stored(store, write(post(channel.id, ana.id, None, 10))).await;
    assert_eq!((root.totals.total_msg_count, root.totals.total_msg_count_root), (1, 1));
    let reply = stored(store, write(post(channel.id, ana.id, Some(root.post.id), 20))).await;
    assert_eq!((reply.totals.total_msg_count, reply.totals.total_msg_count_root), (2, 1));
    assert_eq!((reply.totals.last_post_at, reply.totals.last_root_post_at), (at(20), at(10)));
    assert_eq!(store.channel_totals(channel.id).await.unwrap(), reply.totals);
    assert_eq!(store.posts_changed_at(channel.id).await.unwrap(), at(20));
}

/// A notice raises times only.
pub async fn notices_do_not_count(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let notice = Post { kind: "system_join_channel".to_owned(), ..post(channel.id, ana.id, None, 10) };
    let written = stored(store, PostWrite { counts: false, ..write(notice.clone()) }).await;
    assert_eq!((written.totals.total_msg_count, written.totals.last_root_post_at), (0, at(10)));
    assert_eq!(store.post(notice.id).await.unwrap(), Some(notice));
}

/// Writing is reading, where it is so decided.
pub async fn authors_have_read_their_own(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let mut first = write(post(channel.id, ben.id, None, 10));
    first.mentions = vec![ana.id];
    stored(store, first).await;
    let mut own = write(post(channel.id, ana.id, None, 20));
    stored(
        store,
        PostWrite { post: Post { id: PostId::generate(random().as_ref()), ..own.post.clone() }, ..own.clone() },
    )
    .await;
    let unread = store.channel_member(channel.id, ana.id).await.unwrap().unwrap();
    assert_eq!((unread.msg_count, unread.mention_count), (0, 1));
    own.author_view = AuthorView::Viewed;
    let viewed = stored(store, own).await.author_viewed.unwrap();
    assert_eq!((viewed.had_unread, viewed.had_mentions, viewed.last_viewed_at), (true, true, at(20)));
    let again = PostWrite { author_view: AuthorView::Viewed, ..write(post(channel.id, ana.id, None, 30)) };
    let viewed = stored(store, again).await.author_viewed.unwrap();
    assert_eq!((viewed.had_unread, viewed.had_mentions, viewed.last_viewed_at), (false, false, at(30)));
    let member = store.channel_member(channel.id, ana.id).await.unwrap().unwrap();
    assert_eq!((member.msg_count, member.msg_count_root, member.mention_count), (4, 4, 0));
    assert_eq!(member.last_viewed_at, at(30));
}

/// Mentions count for all posts, for root posts, and for urgent root posts.
pub async fn mentions_are_counted(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let urgent = Priority { level: "urgent".to_owned(), requested_ack: None, persistent_notifications: Some(false) };
    let root = Post { priority: Some(urgent), ..post(channel.id, ana.id, None, 10) };
    stored(store, PostWrite { mentions: vec![ben.id], ..write(root.clone()) }).await;
    let reply = post(channel.id, ana.id, Some(root.id), 20);
    stored(store, PostWrite { mentions: vec![ben.id], ..write(reply) }).await;
    let member = store.channel_member(channel.id, ben.id).await.unwrap().unwrap();
    assert_eq!((member.mention_count, member.mention_count_root, member.urgent_mention_count), (2, 1, 1));
    assert_eq!(store.post(root.id).await.unwrap().unwrap().priority, root.priority);
}

/// The author's own name for a post makes sending again harmless, whatever the second one says.
pub async fn sending_again_makes_no_second_post(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let send = async |author, ms| {
        let pending = PendingKey { pending_post_id: "p".to_owned(), window: Duration::from_secs(30) };
        let write = PostWrite { pending: Some(pending), ..write(post(channel.id, author, None, ms)) };
        store.create_post(write).await.unwrap()
    };
    let PostWritten::Stored(first) = send(ana.id, 0).await else { panic!("the first is stored") };
    assert_eq!(send(ana.id, 10).await, PostWritten::Duplicate(Box::new(first.post)));
    assert!(matches!(send(ben.id, 20).await, PostWritten::Stored(_)));
    assert_eq!(store.channel_totals(channel.id).await.unwrap().total_msg_count, 2);
}

/// After its time the same name means another post.
pub async fn pending_names_are_forgotten_in_time(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    for (ms, is_new) in [(0, true), (30_000, true), (59_999, false)] {
        let pending = PendingKey { pending_post_id: "p".to_owned(), window: Duration::from_secs(30) };
        let write = PostWrite { pending: Some(pending), ..write(post(channel.id, ana.id, None, ms)) };
        let written = store.create_post(write).await.unwrap();
        assert_eq!(matches!(written, PostWritten::Stored(_)), is_new, "{ms}");
    }
}

/// A push is there exactly when its post is.
pub async fn pushes_are_queued_with_the_post(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let (_, channel) = room(store, &[&ana, &ben]).await;
    let message = |post: &Post| push(ben.id, PushKind::Message { post_id: post.id, flags: PushFlags::default() });
    let good = post(channel.id, ana.id, None, 0);
    let refused = post(channel.id, ana.id, Some(PostId::generate(random().as_ref())), 1);
    let expected = message(&good);
    stored(store, PostWrite { pushes: vec![expected.clone()], ..write(good) }).await;
    let pushes = vec![message(&refused)];
    let written = store.create_post(PostWrite { pushes, ..write(refused) }).await.unwrap();
    assert!(matches!(written, PostWritten::RootGone(_)));
    let queued = store.take_pushes(10).await.unwrap();
    assert_eq!(queued.into_iter().map(|queued| queued.push).collect::<Vec<_>>(), [expected]);
}

/// Deleted posts are read only by those who ask for them.
pub async fn deleted_and_unknown_posts_are_not_there(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let deleted = Post { delete_at: at(5), ..post(channel.id, ana.id, None, 0) };
    let there = post(channel.id, ana.id, None, 1);
    for post in [&deleted, &there] {
        stored(store, write(post.clone())).await;
    }
    let unknown = PostId::generate(random().as_ref());
    assert_eq!(store.post(deleted.id).await.unwrap(), None);
    assert_eq!(store.post_or_deleted(deleted.id).await.unwrap(), Some(deleted.clone()));
    assert_eq!(store.post_or_deleted(unknown).await.unwrap(), None);
    assert_eq!(store.posts_by_ids(&[deleted.id, there.id, unknown]).await.unwrap(), [there]);
}

/// What people write comes back letter by letter.
pub async fn odd_texts_are_kept(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    for text in [
        "",
        " ",
        "it's \"so\" \\n \\0 %_$1 {a,b}",
        "\u{feff}\u{202e}\u{fffd}\u{ffff}👩‍👩‍👧",
        &"ü".repeat(16_383),
        "\t\r\n\u{1}\u{7f}",
    ] {
        let mut written = post(channel.id, ana.id, None, 0);
        text.clone_into(&mut written.message);
        written.props.insert(text.to_owned(), format!("{text}\u{0}").into());
        stored(store, write(written.clone())).await;
        assert_eq!(store.post(written.id).await.unwrap(), Some(written));
    }
}

/// NUL is not for every database: a text with it is kept, or refused as such and nothing is written. It finds nothing.
pub async fn nul_is_kept_or_refused(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let (_, channel) = room(store, &[&ana]).await;
    let odd = Post { message: "a\u{0}b".to_owned(), ..post(channel.id, ana.id, None, 0) };
    match store.create_post(write(odd.clone())).await {
        Ok(_) => assert_eq!(store.post(odd.id).await.unwrap(), Some(odd)),
        Err(StoreError::Unstorable) => {
            assert_eq!(store.post_or_deleted(odd.id).await.unwrap(), None);
            assert_eq!(store.channel_totals(channel.id).await.unwrap().total_msg_count, 0);
        }
        Err(other) => panic!("neither kept nor refused: {other}"),
    }
    stored(store, write(post(channel.id, ana.id, None, 1))).await;
    assert_eq!(store.user_by_login("ana\u{0}").await.unwrap(), None);
    assert_eq!(store.users_by_names(&["ana\u{0}".to_owned(), "ana".to_owned()]).await.unwrap(), [ana]);
    assert_eq!(store.team_by_name("room\u{0}").await.unwrap(), None);
    assert_eq!(store.system_value("\u{0}").await.unwrap(), None);
}
