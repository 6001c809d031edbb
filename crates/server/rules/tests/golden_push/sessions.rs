//! Cases of sessions and of pushes that are no posts.

use countersign_primitives::{DeviceId, TimestampMs};
use countersign_server_rules::{
    channel::ChannelKind,
    names::NameParts,
    notify::{ClearFacts, clears_channel_notifications, push_gate},
    notify_props::{Level, UserNotifyProps},
    push_content::{Language, address_test, clear_push, session_expired_push, test_push, update_badge_push},
    session::{PushTarget, is_push_target, sends_expiry_notice},
    status::StatusKind,
};
use serde_json::{Value, json};

use crate::{
    check::{check, is_difference, post},
    compare::masked,
    recording::{Case, recorded},
    world::{NOW, Post, World, channel_id, id},
};

#[test]
fn devices_and_sessions() {
    for case in recorded!("devices") {
        let devices = case.given["recipient_devices"].as_array().cloned().unwrap_or_default();
        let with_device = devices.iter().filter(|device| device.as_str() != Some("")).count();
        if !devices.is_empty() {
            assert_eq!(case.pushes.len(), with_device, "{}", case.label());
        }
        // In the last three the sessions are gone or over.
        let world = World::of(&case);
        match case.number {
            11 | 12 => assert_eq!(case.pushes, Vec::<Value>::new()),
            7 => assert!(!is_push_target(&target(None, 0), NOW)),
            13 => {
                let device = "android_rn-v2:tok".parse().expect("a device id");
                assert!(!is_push_target(&target(Some(&device), NOW.0 - 1), NOW));
                assert!(is_push_target(&target(Some(&device), NOW.0 + 1), NOW));
            }
            _ => check(&case, &world, &post(&case), None),
        }
    }
}

fn target(device_id: Option<&DeviceId>, expires_at: i64) -> PushTarget<'_> {
    PushTarget { device_id, expires_at: TimestampMs(expires_at), last_removed_device_id: None }
}

#[test]
fn gateways_that_fail() {
    for case in recorded!("proxy-errors") {
        let world = World::of(&case);
        if case.name.contains("after remove") {
            let device = "android_rn-v2:tok220x1".parse().expect("a device id");
            let dead =
                PushTarget { last_removed_device_id: Some("android_rn-v2:tok220x1"), ..target(Some(&device), 0) };
            assert!(!is_push_target(&dead, NOW) && case.pushes.is_empty(), "{}", case.label());
            continue;
        }
        for recorded in &case.pushes {
            let badge = recorded["badge"].as_i64().unwrap_or(0);
            let push = world.push(&post(&case), (world.sender, world.sender_names()), badge).expect("a push");
            assert_eq!(&masked(push, recorded), recorded, "{}", case.label());
        }
    }
}

#[test]
fn clears_and_badges() {
    for case in recorded!("clear-badge") {
        let world = World::of(&case);
        let clear = |badge: i64| vec![clear_push(channel_id(), None, badge, true)];
        let facts = |channel_kind, had_unreads, had_mentions| ClearFacts { channel_kind, had_unreads, had_mentions };
        let clears = |facts: ClearFacts, push| {
            let user = UserNotifyProps { push, ..world.user.clone() };
            clears_channel_notifications(&facts, &user, world.member)
        };
        let pushes = match case.number {
            1..=3 => {
                let direct = World { kind: if case.number == 3 { ChannelKind::Direct } else { world.kind }, ..world };
                check(&case, &direct, &post(&case), None);
                continue;
            }
            5 if !clears(facts(ChannelKind::Public, false, false), Level::All) => Vec::new(),
            6 if clears(facts(ChannelKind::Direct, true, true), Level::Mention) => clear(0),
            8 => vec![update_badge_push(1); 2],
            12 | 13 if clears(facts(ChannelKind::Public, true, false), Level::All) => clear(1),
            // Nothing was read, or the rule has no push for it.
            7 | 10 | 11 | 15 | 16 => Vec::new(),
            17 => {
                test_notification(&case);
                continue;
            }
            18 => {
                let device = "android_rn-v2:pinged".parse().expect("a device id");
                let mut value =
                    serde_json::to_value(address_test(test_push(), &device, id("v")).message).expect("JSON");
                value["server_id"] = case.pushes[0]["server_id"].clone();
                assert_eq!(value, case.pushes[0], "{}", case.label());
                continue;
            }
            _ => panic!("{}: not understood", case.label()),
        };
        let sends = case.given.get("SendPushNotifications") != Some(&Value::Bool(false));
        let pushes = if push_gate(sends).is_ok() { pushes } else { Vec::new() };
        let ours: Vec<_> =
            pushes.into_iter().zip(&case.pushes).map(|(push, recorded)| masked(push, recorded)).collect();
        assert_eq!(ours == case.pushes, !is_difference(&case), "{}: {ours:#?}", case.label());
    }
}

/// The test notification passes every setting of the reader's.
fn test_notification(case: &Case) {
    let mut world = World::of(case);
    world.kind = ChannelKind::Direct;
    world.user.push = Level::None;
    world.member.muted = true;
    world.presence.status = StatusKind::Dnd;
    let props = json!({"force_notification": "fresh"}).as_object().cloned().unwrap_or_default();
    let message = case.pushes[0]["message"].as_str().unwrap_or_default().to_owned();
    let sent = Post { message, props, ..Post::default() };
    let names = NameParts { username: "system-bot", ..NameParts::default() };
    for recorded in &case.pushes {
        let badge = recorded["badge"].as_i64().unwrap_or(0);
        let push = world.push(&sent, (world.sender, names), badge).expect("a push");
        assert_eq!(&masked(push, recorded), recorded, "{}", case.label());
    }
}

#[test]
fn expired_sessions() {
    for case in recorded!("session-expiry") {
        let told_before = case.number == 2;
        let expired = [
            (60_000, true, Language::English),
            (60_000, true, Language::German),
            (3_660_000, true, Language::English),
            (60_000, false, Language::English),
        ];
        let told = expired.into_iter().filter(|&(ago, has_device, _)| {
            sends_expiry_notice(has_device, TimestampMs(NOW.0 - ago), told_before, NOW)
        });
        let pushes: Vec<_> = told.map(|(_, _, language)| session_expired_push(language, "Mattermost", 4320)).collect();
        assert_eq!(pushes.len(), case.pushes.len(), "{}", case.label());
        for (push, recorded) in pushes.into_iter().zip(&case.pushes) {
            assert_eq!(&masked(push, recorded), recorded, "{}", case.label());
        }
    }
}
