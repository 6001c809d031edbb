//! The written test vectors of the decision.

use countersign_server_rules::{
    channel::ChannelKind,
    notify::{Decision, MentionKind, PushFlags, Reason, ReplyKind},
    notify_props::{Comments, IgnoreChannelMentions, Level, PushWhen},
    status::StatusKind::{Away, Dnd, Online},
};

use crate::stage::{Stage, ann, bob};

fn pushed(stage: &Stage, text: &str) -> PushFlags {
    match stage.says(text).decision {
        Decision::Push(flags) => flags,
        other => panic!("{text}: {other:?}"),
    }
}

fn stage() -> Stage {
    Stage::default()
}

#[test]
fn a_mention_is_pushed_and_plain_text_is_not() {
    assert!(pushed(&stage().at(Away, None), "hi @bob").explicit);
    assert_eq!(stage().says("hi all").decision, Decision::Unconcerned);
}

#[test]
fn who_wants_all_gets_all_unless_the_channel_says_none() {
    let wants_all = stage().with(|stage| stage.user.push = Level::All);
    assert_eq!(pushed(&wants_all, "hi"), PushFlags::default());
    pushed(&stage().with(|stage| stage.member.push = Level::All), "hi");
    let nothing_here = wants_all.with(|stage| stage.member.push = Level::None);
    assert_eq!(nothing_here.says("hi").decision, Decision::Skip(Reason::NotifyLevelNone));
}

#[test]
fn a_muted_channel_is_silent() {
    let muted = stage().with(|stage| stage.member.muted = true);
    assert_eq!(muted.says("hi @bob").decision, Decision::Skip(Reason::ChannelMuted));
    assert_eq!(muted.says("@channel").decision, Decision::Unconcerned);
    let hears = muted.with(|stage| stage.member.ignore_channel_mentions = IgnoreChannelMentions::Off);
    assert_eq!(hears.says("@channel").decision, Decision::Skip(Reason::ChannelMuted));
}

#[test]
fn here_means_those_online() {
    assert_eq!(stage().at(Away, None).says("@here").decision, Decision::Unconcerned);
    assert!(pushed(&stage().at(Online, None), "@here").channel_wide);
}

#[test]
fn who_looks_at_the_channel_is_left_alone_for_twenty_seconds() {
    let looks = |ago| stage().at(Online, Some(ago)).says("hi @bob").decision;
    assert_eq!(looks(5_000), Decision::Skip(Reason::UserIsActive));
    assert_eq!(looks(20_000), Decision::Skip(Reason::UserIsActive));
    assert!(matches!(looks(20_001), Decision::Push(_)));
    assert!(matches!(looks(25_000), Decision::Push(_)));
}

#[test]
fn presence_decides_as_the_reader_wishes() {
    let when_away = stage().with(|stage| stage.user.push_status = PushWhen::Away).at(Online, None);
    assert_eq!(when_away.says("hi @bob").decision, Decision::Skip(Reason::UserIsActive));
    assert_eq!(stage().at(Dnd, None).says("hi @bob").decision, Decision::Skip(Reason::UserStatus));
}

#[test]
fn conversations_count_as_mentions_with_exceptions() {
    let group = stage().with(|stage| stage.kind = ChannelKind::Group);
    assert_eq!(pushed(&group, "hi"), PushFlags::default());
    let mentions_only = group.with(|stage| stage.member.push = Level::Mention);
    assert_eq!(mentions_only.says("hi").decision, Decision::Skip(Reason::NotMentioned));
    let direct = stage().with(|stage| stage.kind = ChannelKind::Direct);
    let silent = direct.with(|stage| stage.user.push = Level::None);
    assert_eq!(silent.says("hi").decision, Decision::Skip(Reason::NotifyLevelNone));
}

#[test]
fn followers_get_replies_also_with_the_channel_open() {
    let follower = stage().reply(bob(), "root", None).at(Online, Some(0));
    assert_eq!(pushed(&follower, "a reply").reply, ReplyKind::Followed);
    let mentions = follower.with(|stage| stage.user.push_threads = Level::Mention);
    assert_eq!(mentions.says("a reply").decision, Decision::Unconcerned);
}

/// The incumbent pushes here; a muted channel is silent with us.
#[test]
fn a_followed_thread_of_a_muted_channel_is_silent() {
    let muted = stage().reply(bob(), "root", Some(true)).with(|stage| stage.member.muted = true);
    assert_eq!(muted.says("a reply").decision, Decision::Skip(Reason::ChannelMuted));
}

#[test]
fn replies_to_an_own_root_without_collapsed_threads() {
    let reader = stage().reply(bob(), "root", None).with(|stage| {
        stage.collapses = false;
        stage.user.comments = Comments::Root;
    });
    assert_eq!(pushed(&reader, "a reply").reply, ReplyKind::Root);
}

#[test]
fn groups_are_pushed_without_being_explicit() {
    let outcome = stage().with(|stage| stage.in_named_group = true).says("@devs");
    assert_eq!((outcome.kind, outcome.decision), (MentionKind::Group, Decision::Push(PushFlags::default())));
}

#[test]
fn the_owner_of_a_webhook_is_told() {
    let own = stage().with(|stage| stage.author = bob());
    assert_eq!(own.says("hi @bob").decision, Decision::Unconcerned);
    assert!(pushed(&own.prop("from_webhook", "true"), "hi @bob").explicit);
}

#[test]
fn at_the_limit_channel_wide_words_are_off_and_names_are_not() {
    let full = stage().with(|stage| stage.members = 1000);
    assert_eq!(full.says("@channel").decision, Decision::Unconcerned);
    pushed(&full, "@channel and @bob");
    pushed(&stage().with(|stage| stage.members = 999), "@channel");
}

#[test]
fn archived_channels_and_notices_tell_nobody() {
    let archived = stage().with(|stage| {
        stage.archived = true;
        stage.user.push = Level::All;
    });
    assert_eq!(archived.says("hi @bob").decision, Decision::Unconcerned);
    let notice = stage().with(|stage| {
        stage.post_kind = "system_join_channel";
        stage.user.push = Level::All;
    });
    assert_eq!(notice.says("ann joined the channel.").decision, Decision::Unconcerned);
    assert_eq!(notice.says("@bob joined the channel.").decision, Decision::Skip(Reason::SystemMessage));
}

#[test]
fn a_forced_notification_passes_mute_level_and_presence() {
    let deaf = stage().at(Dnd, None).with(|stage| {
        stage.member.muted = true;
        stage.user.push = Level::None;
    });
    pushed(&deaf.clone().prop("force_notification", "fresh"), "@bob");
    assert_eq!(deaf.prop("force_notification", "").says("@bob").decision, Decision::Skip(Reason::ChannelMuted));
}

#[test]
fn bots_are_never_pushed() {
    let bot = stage().with(|stage| stage.is_bot = true);
    assert_eq!(bot.says("hi @bob").decision, Decision::Skip(Reason::RecipientIsBot));
    let follows = bot.reply(ann(), "root", Some(true));
    assert_eq!(follows.says("a reply").decision, Decision::Skip(Reason::RecipientIsBot));
}
