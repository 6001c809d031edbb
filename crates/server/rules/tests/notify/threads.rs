//! Who follows a thread, and what following pushes.

use countersign_server_rules::{
    channel::ChannelKind,
    notify::{Decision, FollowChange, Reason},
    notify_props::{Comments, Level},
};

use crate::stage::{Stage, ann, bob};

fn follow(stage: &Stage, text: &str) -> FollowChange {
    stage.says(text).follow
}

#[test]
fn a_reply_makes_follow_who_has_to_do_with_it() {
    let reply = |root_author, root_text: &str| Stage::default().reply(root_author, root_text, None);
    for (stage, text, starts) in [
        (reply(ann(), "root"), "plain", false),
        (reply(bob(), "root"), "plain", true),
        (reply(ann(), "for @bob"), "plain", true),
        (reply(ann(), "for @channel"), "plain", true),
        (reply(ann(), "root"), "hi @bob", true),
        (reply(ann(), "root").with(|stage| stage.author = bob()), "plain", true),
        (reply(ann(), "root").with(|stage| stage.member.auto_follow_threads = true), "plain", true),
        (reply(bob(), "root").with(|stage| stage.auto_follow = false), "plain", false),
    ] {
        let change = follow(&stage, text);
        assert_eq!((change.starts, change.follows), (starts, starts), "{text}");
    }
}

#[test]
fn in_a_direct_message_the_other_side_follows_by_being_addressed() {
    let direct = Stage::default().reply(ann(), "@bob", None).with(|stage| stage.kind = ChannelKind::Direct);
    assert!(follow(&direct, "plain").starts);
    let own = direct.with(|stage| {
        stage.author = bob();
        stage.member.auto_follow_threads = true;
    });
    assert!(follow(&own, "plain").starts, "the author follows");
}

#[test]
fn who_unfollowed_is_left_alone_until_mentioned() {
    let stage = Stage::default().reply(bob(), "root @bob", Some(false));
    assert_eq!(follow(&stage, "plain"), FollowChange::default());
    let back = follow(&stage, "hi @bob");
    assert!(back.starts && back.raises_mentions);
}

#[test]
fn comments_neither_follow_nor_count_in_the_thread() {
    let reader = Stage::default().reply(ann(), "root", None).with(|stage| {
        stage.collapses = false;
        stage.user.comments = Comments::Any;
        if let Some(thread) = &mut stage.thread {
            thread.ties.wrote_in_it = true;
        }
    });
    let outcome = reader.says("plain");
    assert!(outcome.kind.counts() && matches!(outcome.decision, Decision::Push(_)));
    assert_eq!(outcome.follow, FollowChange::default());
}

#[test]
fn a_root_post_follows_nothing() {
    assert_eq!(follow(&Stage::default(), "hi @bob"), FollowChange::default());
}

#[test]
fn the_channels_level_decides_for_followers() {
    use Level::{All, Inherit, Mention, None, Other};
    let with = |channel: Level, own: Level, own_threads: Level, channel_threads: Level| {
        Stage::default().reply(ann(), "root", Some(true)).with(|stage| {
            stage.member.push = channel;
            stage.member.push_threads = channel_threads;
            stage.user.push = own;
            stage.user.push_threads = own_threads;
        })
    };
    for (stage, plain, named) in [
        (with(Inherit, Mention, All, Inherit), true, true),
        (with(Inherit, Mention, Mention, Inherit), false, true),
        (with(Inherit, All, None, Inherit), true, true),
        (with(None, All, All, All), false, false),
        (with(All, None, None, Inherit), true, true),
        (with(Mention, All, All, Inherit), false, true),
        (with(Mention, None, None, All), true, true),
        (with(Other, None, None, Inherit), false, true),
    ] {
        let pushes = |text| matches!(stage.says(text).decision, Decision::Push(_));
        assert_eq!((pushes("plain"), pushes("hi @bob")), (plain, named), "{:?} {:?}", stage.member, stage.user.push);
    }
    let deaf = with(Inherit, None, All, Inherit);
    assert_eq!(deaf.says("hi @bob").decision, Decision::Skip(Reason::NotifyLevelNone));
}

#[test]
fn who_wants_all_of_a_channel_gets_replies_only_without_collapsed_threads() {
    let stage = Stage::default().reply(ann(), "root", None).with(|stage| stage.user.push = Level::All);
    assert_eq!(stage.says("plain").decision, Decision::Unconcerned);
    assert!(matches!(stage.with(|stage| stage.collapses = false).says("plain").decision, Decision::Push(_)));
}
