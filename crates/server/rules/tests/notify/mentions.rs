//! What counts as a mention.

use countersign_server_rules::{
    channel::ChannelKind,
    notify::{
        AttachmentTexts, Candidate, ChannelWide,
        MentionKind::{self, Channel, DirectMessage, GroupMessage, Keyword},
        MentionScan, PostFacts, mention_kinds,
    },
    status::StatusKind,
};
use proptest::prelude::*;

use crate::stage::{Stage, ann, bob, here, id};

fn kind(stage: &Stage, text: &str) -> MentionKind {
    stage.says(text).kind
}

#[test]
fn names_are_heard_in_text_and_not_in_code() {
    for (text, heard) in [
        ("hi @bob", true),
        ("@BOB!", true),
        ("(@bob)", true),
        ("@bob.", true),
        ("@bob...:", true),
        ("@bob's idea", true),
        ("see:@bob", true),
        ("**@bob**", true),
        ("> @bob", true),
        ("[@bob](https://example.com)", true),
        ("@bobby", false),
        ("a@bob.example", false),
        ("bob", false),
        ("`@bob`", false),
        ("```\n@bob\n```", false),
        ("    @bob", false),
        (":@bob:", false),
        ("@ bob", false),
    ] {
        assert_eq!(kind(&Stage::default(), text) == Keyword, heard, "{text}");
    }
}

#[test]
fn a_longer_name_goes_before_its_parts() {
    let stage = Stage::default();
    for (others_name, text, bob_heard, other_heard) in [
        ("bob.able", "@bob.able", false, true),
        ("ben", "@bob.able", true, false),
        ("bob.", "@bob.", false, true),
        ("ben", "@ben:@bob", true, true),
    ] {
        let post = PostFacts::new(ann(), (here(), ChannelKind::Public), false, "", &stage.props);
        let scan = MentionScan::of(text, &AttachmentTexts::default());
        let other = Candidate { user_id: id("x"), username: others_name, ..stage.bob() };
        let kinds = mention_kinds(&post, &scan, ChannelWide::NOBODY, None, &[stage.bob(), other]);
        assert_eq!((kinds[0] == Keyword, kinds[1] == Keyword), (bob_heard, other_heard), "{text} {others_name}");
    }
}

#[test]
fn keywords_are_whole_words_in_any_case() {
    let stage = Stage::default().with(|stage| stage.user.mention_keys = vec!["pizza".to_owned(), "c++".to_owned()]);
    for (text, heard) in
        [("PIZZA time", true), ("pizza.", true), ("no-pizza-today", true), ("pizzas", false), ("piz za", false)]
    {
        assert_eq!(kind(&stage, text) == Keyword, heard, "{text}");
    }
}

#[test]
fn keywords_beyond_ascii_are_heard_inside_words() {
    let stage = Stage::default().with(|stage| stage.user.mention_keys = vec!["世界".to_owned(), "ärger".to_owned()]);
    for (text, heard) in [("こんにちは世界。今日は", true), ("世 界", false), ("Ärger", true), ("Riesenärgernis", true)]
    {
        assert_eq!(kind(&stage, text) == Keyword, heard, "{text}");
    }
}

#[test]
fn first_names_are_heard_as_written_when_asked_for() {
    let stage = Stage::default().with(|stage| stage.user.first_name = true);
    assert_eq!(kind(&stage, "ask Bob please"), Keyword);
    assert_eq!(kind(&stage, "ask bob please"), MentionKind::None);
    assert_eq!(kind(&Stage::default(), "ask Bob please"), MentionKind::None);
}

#[test]
fn a_greater_kind_replaces_a_lesser_one() {
    assert_eq!(kind(&Stage::default(), "@channel @bob"), Keyword);
    assert_eq!(kind(&Stage::default(), "@channel"), Channel);
    let group = Stage::default().with(|stage| stage.kind = ChannelKind::Group);
    assert_eq!(kind(&group, "hi"), GroupMessage);
    assert_eq!(kind(&group, "hi @bob"), Keyword);
    let direct = Stage::default().with(|stage| stage.kind = ChannelKind::Direct);
    assert_eq!(kind(&direct, "hi @bob"), DirectMessage);
}

#[test]
fn channel_mentions_respect_the_readers_settings() {
    let deaf = Stage::default().with(|stage| stage.user.channel_mentions = false);
    assert_eq!(kind(&deaf, "@all"), MentionKind::None);
}

#[test]
fn being_added_mentions() {
    let added = Stage::default().with(|stage| stage.post_kind = "system_add_to_channel");
    assert_eq!(kind(&added.clone().prop("addedUserId", bob().as_str()), "x"), Keyword);
    assert_eq!(kind(&added.prop("addedUserId", "nonsense"), "x"), MentionKind::None);
    let client = Stage::default().prop("addedUserId", bob().as_str());
    assert_eq!(kind(&client, "x"), MentionKind::None);
}

proptest! {
    #[test]
    fn arbitrary_text_is_decided(text in ".{0,300}", collapses: bool, online: bool) {
        let status = if online { StatusKind::Online } else { StatusKind::Away };
        Stage::default().with(|stage| stage.collapses = collapses).at(status, None).says(&text);
        Stage::default().reply(bob(), &text, None).says(&text);
    }
}
