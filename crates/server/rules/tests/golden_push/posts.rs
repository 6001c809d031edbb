//! Cases of posts.

use countersign_primitives::{TimestampMs, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    names::{NameFormat, NameParts},
    notify::{Decision, ThreadTies},
    post::{check_client_props, pending_key},
    push_content::{ContentsMode, Language},
    status::StatusKind,
};
use serde_json::{Value, json};

use crate::{
    check::{check, check_counting, is_difference, post},
    compare::masked,
    recording::{Case, recorded},
    world::{self, NOW, Post, World, channel_id, id},
};

#[test]
fn kinds_of_posts() {
    for case in recorded!("kinds") {
        let mut world = World::of(&case);
        let mut sent = post(&case);
        match case.number {
            // Who is not in the channel, or not active, is no candidate; and only new posts ask who is to be told, not
            // edits nor reactions.
            42 | 45 | 46 | 48 => assert_eq!(case.pushes, Vec::<Value>::new()),
            40 => {
                let props = json!({"force_notification": "x"}).as_object().cloned().unwrap_or_default();
                sent.props = check_client_props(props, false).expect("it is taken out, not refused");
                check_counting(&case, &world, &sent);
            }
            41 => check(&case, &world, &Post { by_recipient: true, ..sent }, None),
            43 => {
                sent.kind = "system_add_to_channel".to_owned();
                sent.props = world::added(world.recipient);
                check(&case, &world, &sent, None);
            }
            47 => {
                world.kind = ChannelKind::Direct;
                check(&case, &world, &Post { by_recipient: true, ..sent }, None);
            }
            _ => check_counting(&case, &world, &sent),
        }
    }
}

#[test]
fn texts() {
    for case in recorded!("text") {
        let mut world = World::of(&case);
        let mut sent = post(&case);
        if let Some(text) = case.body.get("text") {
            sent.message = text.as_str().unwrap_or_default().to_owned();
        }
        world.overrides = true;
        world.language = case.given("locale").map(Language::of_locale).unwrap_or_default();
        let format = case.given("preference name_format").or((case.number >= 46).then_some("nickname_full_name"));
        world.name_format = NameFormat::for_reader(true, format, "username");
        match case.number {
            36 => {
                let refused = check_client_props(sent.props.clone(), false).is_err();
                assert!(refused && is_difference(&case));
            }
            37 | 38 => check_by(&case, &world, &sent, "<user:bot>", "psbot"),
            40 | 41 => {
                let name = case.body.get("username").cloned().unwrap_or(json!("webhook"));
                sent.props.insert("override_username".to_owned(), name);
                sent.props.insert("from_webhook".to_owned(), json!("true"));
                if let Some(icon) = case.body.get("icon_url") {
                    sent.props.insert("override_icon_url".to_owned(), icon.clone());
                }
                if let Some(attachments) = case.body.get("attachments") {
                    sent.props.insert("attachments".to_owned(), attachments.clone());
                }
                check_by(&case, &world, &sent, "<user:admin>", "admin");
            }
            _ => check(&case, &world, &sent, None),
        }
    }
}

/// A post by somebody else than the sender: a bot, the owner of a webhook.
fn check_by(case: &Case, world: &World, sent: &Post, label: &str, username: &str) {
    let author: UserId = id("b");
    let recorded = &case.pushes[0];
    let names = NameParts { username, ..NameParts::default() };
    let badge = recorded["badge"].as_i64().unwrap_or(0);
    let push = world.push(sent, (author, names), badge).unwrap_or_else(|| panic!("{}: no push", case.label()));
    let mut ours = masked(push, recorded);
    if ours["sender_id"] == json!(author.as_str()) {
        ours["sender_id"] = json!(label);
    }
    assert_eq!(&ours, recorded, "{}", case.label());
}

fn contents(cases: Vec<Case>) {
    for case in cases {
        let mut world = World::of(&case);
        // Without the licence it wants, the incumbent takes `id_loaded` for `generic`; this server needs none.
        if case.contents == "id_loaded" {
            world.mode = ContentsMode::Generic;
        }
        let sent = post(&case);
        if sent.is_reply {
            world.note(&Post { message: "root".to_owned(), by_recipient: true, ..Post::default() });
        }
        check(&case, &world, &sent, None);
    }
}

#[test]
fn contents_full() {
    contents(recorded!("contents-full"));
}

#[test]
fn contents_generic() {
    contents(recorded!("contents-generic"));
}

#[test]
fn contents_generic_no_channel() {
    contents(recorded!("contents-generic_no_channel"));
}

#[test]
fn contents_id_loaded_without_a_licence() {
    contents(recorded!("contents-id_loaded"));
}

fn threads(cases: Vec<Case>) {
    for case in cases {
        let mut world = World::of(&case);
        if let Some(mode) = case.name.split_once(": ").map(|(mode, _)| mode).filter(|mode| mode.starts_with("generic"))
        {
            world.mode = ContentsMode::parse(mode);
        }
        let by_recipient = case.given("root_by") == Some("recipient");
        let root = Post { message: "root".to_owned(), by_recipient, ..Post::default() };
        let root_is_pushed = case.pushes.first().is_some_and(|push| push.get("root_id").is_none());
        if root_is_pushed {
            // Recorded here is the push of the root; the reply made none.
            check_counting(&case, &world, &root);
            world.note(&root);
            let reply = world.outcome(&post(&case)).decision;
            assert_eq!(reply, Decision::Unconcerned, "{}", case.label());
            continue;
        }
        world.note(&root);
        world.ties = ThreadTies {
            following: match case.name.as_str() {
                name if name.starts_with("unfollowed") => Some(false),
                name if name.starts_with("follower by") => Some(true),
                _ => None,
            },
            wrote_in_it: by_recipient || case.name.contains("participant") || case.name.contains("own reply"),
        };
        if case.name.contains("own reply") || case.name.contains("participant") {
            recipient_replied(&mut world);
        }
        check_counting(&case, &world, &post(&case));
    }
}

/// The recipient's own reply: with collapsed threads it leaves the channel's counters alone.
fn recipient_replied(world: &mut World) {
    if !world.collapses {
        world.counters = world.counters.after_view(&world.channel);
    }
}

#[test]
fn threads_collapsed() {
    threads(recorded!("threads-crt-on"));
}

#[test]
fn threads_not_collapsed() {
    threads(recorded!("threads-crt-off"));
}

#[test]
fn status() {
    for case in recorded!("status") {
        let mut world = World::of(&case);
        let open = |ago: i64| (Some(channel_id()), TimestampMs(NOW.0 - ago));
        let (channel, at) = match case.number {
            21 | 25 => open(500),
            22 => open(21_000),
            23 => (None, NOW),
            _ => (world.presence.active_channel, world.presence.last_activity_at),
        };
        (world.presence.active_channel, world.presence.last_activity_at) = (channel, at);
        if case.number > 20 {
            world.presence.status = StatusKind::Online;
            check(&case, &world, &post(&case), None);
        } else {
            check_counting(&case, &world, &post(&case));
        }
    }
}

#[test]
fn quirks() {
    for case in recorded!("quirks") {
        let mut world = World::of(&case);
        let sent = post(&case);
        if sent.is_reply {
            world.note(&Post { message: "root".to_owned(), by_recipient: true, ..Post::default() });
        }
        match case.number {
            3 => {
                let pending = case.text("pending_post_id");
                let key = || pending_key(world.sender, pending);
                assert!(key().is_ok_and(|key| key.is_some()) && key() == key());
                assert_eq!(case.pushes.len(), 1);
                check(&case, &world, &sent, None);
            }
            5 => {
                for recorded in &case.pushes {
                    let name = world.recipient_name.clone();
                    let said = recorded["message"].as_str().unwrap_or_default();
                    let (_, message) = said.split_once(": ").expect("sender and text");
                    world.recipient_name = message.rsplit('@').next().unwrap_or(&name).to_owned();
                    let burst = Post { message: message.to_owned(), ..Post::default() };
                    let badge = recorded["badge"].as_i64().unwrap_or(0);
                    let push = world.push(&burst, (world.sender, world.sender_names()), badge).expect("a push");
                    assert_eq!(&masked(push, recorded), recorded, "{}", case.label());
                }
            }
            _ => check(&case, &world, &sent, None),
        }
    }
}
