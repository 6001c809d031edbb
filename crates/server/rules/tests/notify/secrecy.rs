//! What an ID-only push tells nobody.

use countersign_server_rules::{
    channel::ChannelKind,
    names::{NameFormat, NameParts},
    notify::PushFlags,
    push_content::{ContentsMode, GroupMember, Language, PreparedPush, PushPost, PushReader},
};
use countersign_wire_push::PushMessage;
use proptest::prelude::*;
use serde_json::{Map, json};

use crate::stage::{ann, bob, here, id};

fn build(mode: ContentsMode, kind: ChannelKind, secret: &str) -> PushMessage {
    let props = json!({
        "override_username": secret, "override_icon_url": secret, "from_webhook": "true",
        "attachments": [{"fallback": secret, "text": secret}],
    });
    let props: Map<_, _> = props.as_object().cloned().unwrap_or_default();
    let names = NameParts { username: secret, first_name: secret, last_name: secret, nickname: secret };
    let members = [GroupMember { user_id: ann(), names }];
    let post = PushPost {
        post_id: id("p"),
        channel_id: here(),
        team_id: Some(id("t")),
        root_id: Some(id("o")),
        channel_kind: kind,
        channel_display_name: secret,
        group_members: &members,
        author: ann(),
        author_names: names,
        is_system: false,
        message: secret,
        props: &props,
        has_files: true,
        allows_username_override: true,
        allows_icon_override: true,
    };
    let reader = PushReader {
        user_id: bob(),
        language: Language::English,
        name_format: NameFormat::NicknameFullName,
        collapses_threads: true,
        flags: PushFlags { explicit: true, ..PushFlags::default() },
        badge: 3,
    };
    PreparedPush::new(&post).for_reader(&reader, mode)
}

proptest! {
    #[test]
    fn an_id_only_push_is_the_same_whatever_was_written_by_whom(
        one in ".{1,60}", other in ".{1,60}", kind in prop_oneof![
            Just(ChannelKind::Public), Just(ChannelKind::Private), Just(ChannelKind::Direct), Just(ChannelKind::Group)
        ]
    ) {
        let push = build(ContentsMode::IdLoaded, kind, &one);
        prop_assert_eq!(&push, &build(ContentsMode::IdLoaded, kind, &other));
        let json = serde_json::to_string(&push).expect("a push is JSON");
        prop_assert!(!json.contains(ann().as_str()), "the author's id is in it: {json}");
    }

    #[test]
    fn generic_pushes_carry_no_text(text in "[a-z]{20,30}") {
        for mode in [ContentsMode::Generic, ContentsMode::GenericNoChannel] {
            let push = PushMessage {
                sender_name: String::new(),
                override_username: String::new(),
                override_icon_url: String::new(),
                channel_name: String::new(),
                ..build(mode, ChannelKind::Public, &text)
            };
            let sentence = push.message.replacen(&text, "", 1);
            prop_assert_eq!(sentence, " mentioned you.");
        }
    }
}

#[test]
fn an_id_only_push_is_exactly_this() {
    let push = serde_json::to_value(build(ContentsMode::IdLoaded, ChannelKind::Private, "secret")).expect("JSON");
    assert_eq!(
        push,
        json!({
            "ack_id": "", "platform": "", "server_id": "", "device_id": "", "post_id": "p".repeat(26),
            "category": "CAN_REPLY", "message": "You've received a new message.", "badge": 3,
            "team_id": "t".repeat(26), "channel_id": "c".repeat(26), "root_id": "o".repeat(26), "type": "message",
            "sender_id": "r".repeat(26), "version": "v2", "is_crt_enabled": true, "is_id_loaded": true, "signature": "",
        })
    );
}
