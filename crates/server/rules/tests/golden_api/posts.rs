//! Creating and changing posts.

use countersign_primitives::{ChannelId, TimestampMs};
use countersign_server_rules::post::{
    CreatePostFacts, DEFAULT_MAX_POST_CHARS, EditFacts, PriorityRequest, PrioritySettings, RootLookup,
    check_client_props, check_create, check_edit, check_file_count, check_priority, effective_create_at, hashtags,
    shows_as_edited,
};
use serde_json::{Map, Value};

use crate::flow::{Step, recorded};

fn id(letter: &str) -> ChannelId {
    letter.repeat(26).parse().expect("26 letters are an id")
}

/// `<16384 x>` is the recorder's shorthand.
fn message(step: &Step) -> String {
    let text = step.text("message");
    let shorthand =
        text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).and_then(|text| text.split_once(' '));
    shorthand.map_or(text.to_owned(), |(count, letter)| letter.repeat(count.parse().expect("a count")))
}

#[test]
fn refused_posts() {
    let flow = recorded!("posts-create-errors");
    let other = RootLookup::Found { channel_id: id("a"), is_reply: false };
    let reply = RootLookup::Found { channel_id: id("c"), is_reply: true };
    for (number, root, archived) in [
        (1, RootLookup::NotAsked, false),
        (2, RootLookup::NotAsked, false),
        (3, RootLookup::NotAsked, false),
        (4, RootLookup::NotAsked, false),
        (5, RootLookup::NotAsked, false),
        (6, RootLookup::Missing, false),
        (7, RootLookup::Missing, false),
        (8, reply, false),
        (9, RootLookup::Missing, false),
        (10, other, false),
        (11, RootLookup::NotAsked, true),
        (14, RootLookup::NotAsked, false),
        (15, RootLookup::NotAsked, false),
        (18, RootLookup::NotAsked, false),
        (19, RootLookup::NotAsked, false),
        (21, RootLookup::NotAsked, false),
    ] {
        let step = flow.step(number);
        let message = message(&step);
        let props = Map::new();
        let facts = CreatePostFacts {
            channel_id: id("c"),
            channel_archived: archived,
            direct_message_restricted: false,
            message: &message,
            max_post_chars: DEFAULT_MAX_POST_CHARS,
            kind: step.text("type"),
            props: &props,
            root,
        };
        step.is(&check_create(&facts));
    }
    // Eleven ids that name no file are dropped before they are counted.
    flow.step(18).is(&check_file_count(0));
    assert!(check_file_count(11).is_err());
}

fn priority(step: &Step) -> PriorityRequest<'_> {
    let wished = &step.body["metadata"]["priority"];
    let flag = |key: &str| wished[key] == Value::Bool(true);
    PriorityRequest {
        name: wished["priority"].as_str().unwrap_or_default(),
        requested_ack: flag("requested_ack"),
        persistent_notifications: flag("persistent_notifications"),
    }
}

#[test]
fn priorities() {
    let offered = PrioritySettings { priorities: true, acknowledgements: false, persistent_notifications: false };
    let flow = recorded!("posts-create");
    for number in 20..=23 {
        let step = flow.step(number);
        step.is(&check_priority(&priority(&step), !step.text("root_id").is_empty(), &offered));
    }
    let errors = recorded!("posts-create-errors");
    errors.step(22).is(&check_priority(&priority(&errors.step(22)), false, &offered));
}

#[test]
fn what_a_client_may_not_decide() {
    let flow = recorded!("posts-create");
    let wished = |number| TimestampMs(flow.step(number).body["create_at"].as_i64().unwrap_or_default());
    let now = TimestampMs(1_795_000_000_000);
    assert_eq!(effective_create_at(wished(18), false, now), now);
    assert_eq!(Some(effective_create_at(wished(19), true, now).0), flow.step(19).answer["create_at"].as_i64());
    // The incumbent stores what pretends to be a webhook's; this server refuses it.
    let pretends = flow.step(7).body["props"].as_object().cloned().unwrap_or_default();
    assert!(check_client_props(pretends, false).is_err());
    assert_eq!(flow.step(7).status, 201);
}

#[test]
fn hashtags_are_the_recorded_ones() {
    let flow = recorded!("posts-create");
    for number in [2, 5, 7, 8, 12, 14, 16] {
        let step = flow.step(number);
        assert_eq!(hashtags(step.text("message")), step.answer["hashtags"], "{number}");
    }
}

#[test]
fn edits() {
    let flow = recorded!("posts-edit-delete");
    for (number, kind) in [(1, ""), (7, ""), (12, ""), (13, ""), (14, "system_join_channel")] {
        let step = flow.step(number);
        let facts = EditFacts {
            kind,
            create_at: TimestampMs(0),
            channel_archived: false,
            message: step.maybe("message"),
            max_post_chars: DEFAULT_MAX_POST_CHARS,
            time_limit: None,
            now: TimestampMs(1),
        };
        step.is(&check_edit(&facts));
    }
    // Which steps moved `edit_at`: those that changed the text.
    let mut before = flow.step(1).answer;
    for number in [2, 3, 7, 8, 9, 13] {
        let after = flow.step(number).answer;
        let text = |post: &Value| post["message"].as_str().unwrap_or_default().to_owned();
        let moved = before["edit_at"] != after["edit_at"];
        let edited = shows_as_edited::<&str>((&text(&before), &[]), (&text(&after), &[]));
        assert_eq!(edited, moved, "{number}");
        before = after;
    }
}
