//! Posts, outbox and pushes.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{collections::BTreeSet, sync::Arc};

use countersign_mobile_host::memory::MemoryKeychain;
use countersign_mobile_store::{
    AccountStore, ChannelRow, ConversationKind, OutboxRow, PhoneStore, PostRow, PushRow, PushState, Reader, StoreError,
};
use countersign_primitives::{ChannelId, PostId, Random, Secret, SequenceRandom, TimestampMs, UserId};

struct Bench {
    _files: tempfile::TempDir,
    _phone: PhoneStore,
    store: AccountStore,
    random: SequenceRandom,
    channel: ChannelId,
    user: UserId,
}

fn bench() -> Bench {
    let files = tempfile::tempdir().unwrap();
    let phone = PhoneStore::new(files.path().to_owned(), Arc::new(MemoryKeychain::default())).unwrap();
    let random = SequenceRandom::new(1);
    let store = phone.create_account(&random, &Secret::new("t".to_owned())).unwrap();
    let (channel, user) = (ChannelId::generate(&random), UserId::generate(&random));
    let bench = Bench { _files: files, _phone: phone, store, random, channel, user };
    bench.store.write(|write| write.put_channels([&Bench::channel_row(channel)])).unwrap();
    bench
}

impl Bench {
    fn channel_row(id: ChannelId) -> ChannelRow {
        ChannelRow {
            id,
            team_id: None,
            kind: ConversationKind::Public,
            name: "town-square".to_owned(),
            display_name: "Town Square".to_owned(),
            header: String::new(),
            delete_at: TimestampMs(0),
            last_post_at: TimestampMs(0),
            total_msg_count: 3,
            msg_count: 1,
            mention_count: 2,
            last_viewed_at: TimestampMs(0),
            muted: false,
            loaded_from: None,
            loaded_start: false,
            loaded_until: TimestampMs(0),
        }
    }

    fn post(&self, at: i64) -> PostRow {
        PostRow {
            id: PostId::generate(&self.random as &dyn Random),
            channel_id: self.channel,
            root_id: None,
            user_id: self.user,
            create_at: TimestampMs(at),
            update_at: TimestampMs(at),
            edit_at: TimestampMs(0),
            kind: String::new(),
            message: format!("post {at}"),
            pending_post_id: String::new(),
            override_name: String::new(),
        }
    }

    fn outgoing(&self, name: &str) -> OutboxRow {
        OutboxRow {
            pending_post_id: name.to_owned(),
            channel_id: self.channel,
            root_id: None,
            message: name.to_owned(),
            create_at: TimestampMs(1),
            newest_before: TimestampMs(0),
            attempts: 0,
            doubtful: false,
            failure: None,
        }
    }

    fn times(&self, from: i64, before: Option<&PostRow>, limit: u32) -> Vec<i64> {
        let posts = self.store.read(|read| read.posts(self.channel, TimestampMs(from), before, limit)).unwrap();
        posts.into_iter().map(|post| post.create_at.0).collect()
    }
}

#[test]
fn pages_go_back_without_gaps_also_at_equal_times() {
    let bench = bench();
    let posts: Vec<_> = [1, 2, 2, 2, 3].map(|at| bench.post(at)).into();
    bench.store.write(|write| write.put_posts(&posts)).unwrap();
    let first = bench.store.read(|read| read.posts(bench.channel, TimestampMs(0), None, 3)).unwrap();
    let rest = bench.store.read(|read| read.posts(bench.channel, TimestampMs(0), first.last(), 9)).unwrap();
    let seen: BTreeSet<_> = first.iter().chain(&rest).map(|post| post.id).collect();
    assert_eq!((first.len(), rest.len(), seen.len()), (3, 2, 5));
    assert_eq!(bench.times(2, None, 9), [3, 2, 2, 2]);
}

#[test]
fn an_older_state_never_replaces_a_newer_one() {
    let bench = bench();
    let old = bench.post(1);
    let new = PostRow { update_at: TimestampMs(5), message: "edited".to_owned(), ..old.clone() };
    bench.store.write(|write| write.put_posts([&new, &old])).unwrap();
    assert_eq!(bench.store.read(|read| read.post(old.id)).unwrap().unwrap().message, "edited");
}

#[test]
fn a_removed_root_takes_its_replies_along() {
    let bench = bench();
    let root = bench.post(1);
    let reply = PostRow { root_id: Some(root.id), ..bench.post(2) };
    bench.store.write(|write| write.put_posts([&root, &reply]).and_then(|()| write.remove_post(root.id))).unwrap();
    assert_eq!(bench.times(0, None, 9), Vec::<i64>::new());
}

#[test]
fn a_post_that_arrives_leaves_the_outbox() {
    let bench = bench();
    bench.store.write_durably(|write| write.queue(&bench.outgoing("me:1"))).unwrap();
    let arrived = PostRow { pending_post_id: "me:1".to_owned(), ..bench.post(2) };
    bench.store.write(|write| write.put_posts([&arrived])).unwrap();
    assert_eq!(bench.store.read(|read| read.outbox_of(bench.channel)).unwrap(), []);
}

#[test]
fn refused_posts_stay_but_do_not_hold_up_the_others() {
    let bench = bench();
    for name in ["me:1", "me:2"] {
        bench.store.write(|write| write.queue(&bench.outgoing(name))).unwrap();
    }
    bench.store.write(|write| write.begin_attempt("me:1")).unwrap();
    let next = || bench.store.read(Reader::next_to_send).unwrap().map(|post| post.pending_post_id);
    assert_eq!(next().as_deref(), Some("me:1"));
    bench.store.write(|write| write.set_failure("me:1", Some("not allowed"))).unwrap();
    assert_eq!(next().as_deref(), Some("me:2"));
    let refused = bench.store.read(|read| read.outbox_entry("me:1")).unwrap().unwrap();
    assert_eq!((refused.attempts, refused.doubtful), (1, false));
    bench.store.write(|write| write.set_failure("me:1", None)).unwrap();
    assert_eq!(next().as_deref(), Some("me:1"));
}

#[test]
fn the_same_pending_id_is_queued_once() {
    let bench = bench();
    bench.store.write(|write| write.queue(&bench.outgoing("me:1"))).unwrap();
    assert!(matches!(bench.store.write(|write| write.queue(&bench.outgoing("me:1"))), Err(StoreError::Sql(_))));
}

#[test]
fn a_push_is_new_once_then_unfinished_then_done() {
    let bench = bench();
    let push = PushRow {
        ack_id: "a".to_owned(),
        received_at: TimestampMs(10),
        kind: "message".to_owned(),
        post_id: None,
        channel_id: None,
        notification_id: "n".to_owned(),
        payload: Some("{}".to_owned()),
        acknowledged: false,
    };
    let begin = || bench.store.write(|write| write.begin_push(&push)).unwrap();
    assert_eq!((begin(), begin()), (PushState::New, PushState::Unfinished));
    bench.store.write(|write| write.finish_push("a")).unwrap();
    assert_eq!(begin(), PushState::Done);
    assert_eq!(bench.store.read(Reader::unacknowledged_pushes).unwrap().len(), 1);
    bench.store.write(|write| write.acknowledge_push("a")).unwrap();
    assert_eq!(bench.store.read(Reader::unacknowledged_pushes).unwrap().len(), 0);
    bench.store.write(|write| write.forget_pushes_before(TimestampMs(11))).unwrap();
    assert_eq!(begin(), PushState::New);
}

#[test]
fn reading_a_channel_takes_its_mentions_off_the_badge() {
    let bench = bench();
    let muted = ChannelRow { muted: true, ..Bench::channel_row(ChannelId::generate(&bench.random)) };
    bench.store.write(|write| write.put_channels([&muted])).unwrap();
    let badge = || bench.store.read(Reader::mentions).unwrap();
    assert_eq!(badge(), 2);
    bench.store.write(|write| write.count_post(bench.channel, TimestampMs(9), 1)).unwrap();
    assert_eq!(badge(), 3);
    bench.store.write(|write| write.mark_read(bench.channel, TimestampMs(9))).unwrap();
    assert_eq!(badge(), 0);
}

#[test]
fn a_new_list_of_channels_keeps_what_was_loaded_and_forgets_the_rest() {
    let bench = bench();
    let other = Bench::channel_row(ChannelId::generate(&bench.random));
    bench
        .store
        .write(|write| {
            write.put_channels([&other])?;
            write.put_posts([&bench.post(5)])?;
            write.set_loaded(bench.channel, TimestampMs(5), true, TimestampMs(6))?;
            write.keep_channels(&BTreeSet::from([bench.channel]))?;
            write.put_channels([&Bench::channel_row(bench.channel)])
        })
        .unwrap();
    let kept = bench.store.read(Reader::channels).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].loaded_from, kept[0].loaded_start), (Some(TimestampMs(5)), true));
    assert_eq!(bench.times(0, None, 9), [5]);
}
