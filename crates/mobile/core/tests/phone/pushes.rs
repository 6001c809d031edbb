//! Pushes, from their arrival to their receipt.

use countersign_mobile_core::{
    PushOutcome, RawPush, TraceKind,
    bridge::{BridgeCall, BridgeEvent, GateView},
};
use countersign_mobile_host::{IntegrityReport, Keychain};
use countersign_wire_api::Post;
use p256::ecdsa::SigningKey;
use serde_json::json;

use crate::{
    fake::{FakeServer, Script, sign_with},
    signed_in,
    support::{Phone, TOKEN},
};

/// Ben's app is in the background; Ana has posted.
async fn in_background() -> (FakeServer, Phone, Post) {
    let (server, phone) = signed_in().await;
    phone.core().enter_background();
    let world = &server.world;
    phone.bell.until("the socket is closed", || world.connected() == 0).await;
    let post = world.store_post(world.ana, world.town, "lunch?", "");
    (server, phone, post)
}

fn apns(push: RawPush) -> serde_json::Value {
    match push {
        RawPush::Apns(payload) => payload,
        RawPush::Fcm(_) => panic!("not from Apple"),
    }
}

#[tokio::test]
async fn an_id_only_push_is_verified_then_fetched_then_shown() {
    let (server, phone, post) = in_background().await;
    let outcome = phone.push(server.world.id_only(&post, "ack1", TOKEN)).await;
    assert_eq!(outcome, PushOutcome::Notification);
    let tray = phone.notifications.tray();
    assert_eq!((tray[0].title.as_str(), tray[0].body.as_str()), ("Town Square", "@ana: lunch?"));
    assert_eq!(phone.notifications.badge(), 1);
    let steps = [TraceKind::Received, TraceKind::Verified, TraceKind::Fetched, TraceKind::Acked, TraceKind::Shown];
    assert_eq!(phone.kinds()[..5], steps);
    let acks = server.world.lock().acks.clone();
    assert_eq!(acks.len(), 1, "the question for the content is the receipt");
    assert_eq!((acks[0].id.as_str(), acks[0].platform.as_str(), acks[0].is_id_loaded), ("ack1", "ios", true));
    assert_eq!(acks[0].received_at.0, 1_700_000_000_000);
}

#[tokio::test]
async fn a_push_that_carries_its_text_is_shown_and_acknowledged() {
    let (server, phone, post) = in_background().await;
    assert_eq!(phone.push(server.world.full(&post, "ack1", TOKEN)).await, PushOutcome::Notification);
    assert_eq!(phone.notifications.tray()[0].body, "@ana: lunch?");
    let acks = server.world.lock().acks.clone();
    assert_eq!((acks.len(), acks[0].is_id_loaded), (1, false));
}

#[tokio::test]
async fn nothing_that_is_not_genuine_is_shown_fetched_or_acknowledged() {
    let (server, phone, post) = in_background().await;
    let world = &server.world;
    let genuine = || apns(world.id_only(&post, "ack1", TOKEN));
    let with = |key: &str, value: serde_json::Value| {
        let mut push = genuine();
        push[key] = value;
        push
    };
    let stranger = SigningKey::from_slice(&[9; 32]).unwrap();
    let cases = [
        ("wrong_key", with("signature", sign_with(&stranger, "ack1", TOKEN).into())),
        ("wrong_device", with("signature", world.sign("ack1", "another device").into())),
        ("wrong_ack_id", with("signature", world.sign("another push", TOKEN).into())),
        ("signature_malformed", with("signature", "nonsense".into())),
        ("signature_missing", with("signature", "NO_SIGNATURE".into())),
        ("signature_missing", with("signature", "".into())),
        ("unknown_server", with("server_id", "another server".into())),
        ("unknown_server", with("server_id", serde_json::Value::Null)),
    ];
    for (reason, push) in cases {
        assert_eq!(phone.push(RawPush::Apns(push)).await, PushOutcome::Rejected, "{reason}");
        assert_eq!(phone.step(TraceKind::Rejected).unwrap().detail["reason"], reason);
    }
    phone.push(RawPush::Apns(json!("not an object"))).await;
    assert_eq!(phone.notifications.alerts(), []);
    assert_eq!(phone.notifications.badge(), 0);
    assert_eq!(world.lock().acks, []);
}

#[tokio::test]
async fn a_signature_cannot_be_left_out_once_one_was_seen() {
    let (server, phone, post) = in_background().await;
    let world = &server.world;
    let mut bare = apns(world.id_only(&post, "ack1", TOKEN));
    bare.as_object_mut().unwrap().remove("signature");
    assert_eq!(phone.push(RawPush::Apns(bare.clone())).await, PushOutcome::Notification, "an old gateway");
    assert_eq!(phone.push(world.id_only(&post, "ack2", TOKEN)).await, PushOutcome::Notification);
    bare["ack_id"] = "ack3".into();
    assert_eq!(phone.push(RawPush::Apns(bare)).await, PushOutcome::Rejected, "a downgrade");
}

#[tokio::test]
async fn the_same_push_twice_alerts_once_also_after_a_kill() {
    let (server, mut phone, post) = in_background().await;
    let push = server.world.id_only(&post, "ack1", TOKEN);
    phone.push(push.clone()).await;
    assert_eq!(phone.push(push.clone()).await, PushOutcome::Duplicate);
    phone.notifications.dismiss_all();
    phone.kill().await;
    phone.start();
    assert_eq!(phone.push(push).await, PushOutcome::Duplicate);
    assert_eq!(phone.notifications.alerts().len(), 1);
    assert_eq!(server.world.lock().acks.len(), 1);
}

#[tokio::test]
async fn two_copies_at_the_same_time_alert_once() {
    let (server, phone, post) = in_background().await;
    let push = server.world.id_only(&post, "ack1", TOKEN);
    let (one, other) = tokio::join!(phone.push(push.clone()), phone.push(push));
    let mut outcomes = [one, other];
    outcomes.sort_by_key(|outcome| *outcome == PushOutcome::Duplicate);
    assert_eq!(outcomes, [PushOutcome::Notification, PushOutcome::Duplicate]);
    assert_eq!(phone.notifications.alerts().len(), 1);
}

#[tokio::test]
async fn content_is_fetched_again_when_no_answer_comes() {
    let (server, phone, post) = in_background().await;
    for _ in 0..5 {
        server.world.script("POST", "/notifications/ack", Script::Lost);
    }
    phone.push(server.world.id_only(&post, "ack1", TOKEN)).await;
    assert_eq!(phone.notifications.tray()[0].body, "@ana: lunch?");
    assert_eq!(server.world.count("POST", "/notifications/ack"), 6);
}

#[tokio::test]
async fn content_that_never_comes_leaves_the_sentence_without_contents() {
    let (server, phone, post) = in_background().await;
    for _ in 0..6 {
        server.world.script("POST", "/notifications/ack", Script::Lost);
    }
    phone.push(server.world.id_only(&post, "ack1", TOKEN)).await;
    let tray = phone.notifications.tray();
    assert_eq!((tray[0].title.as_str(), tray[0].body.as_str()), ("Acme Chat", "You've received a new message."));
}

#[tokio::test]
async fn the_text_of_an_error_is_never_shown() {
    for status in [302, 400, 403, 404, 500, 503] {
        let (server, phone, post) = in_background().await;
        let body = json!({"id": "x", "message": "secret of the server", "status_code": status});
        server.world.script("POST", "/notifications/ack", Script::Answer(status, body));
        phone.push(server.world.id_only(&post, "ack1", TOKEN)).await;
        assert_eq!(phone.notifications.tray()[0].body, "You've received a new message.", "{status}");
        assert_eq!(phone.notifications.alerts().len(), 1);
    }
}

#[tokio::test]
async fn a_401_to_the_question_erases_and_shows_nothing() {
    let (server, phone, post) = in_background().await;
    server.world.deactivate();
    assert_eq!(phone.push(server.world.id_only(&post, "ack1", TOKEN)).await, PushOutcome::Erased);
    assert!(matches!(phone.state().await.gate, GateView::Erased { .. }));
    assert_eq!(phone.notifications.alerts(), []);
}

#[tokio::test]
async fn killed_while_fetching_it_shows_after_the_next_start_once() {
    let (server, mut phone, post) = in_background().await;
    let world = &server.world;
    world.script("POST", "/notifications/ack", Script::Hang);
    {
        let handling = phone.push(world.id_only(&post, "ack1", TOKEN));
        let asked = phone.bell.until("the question is asked", || world.count("POST", "/notifications/ack") == 1);
        tokio::select! { _ = handling => panic!("handled"), () = asked => {} }
    }
    phone.kill().await;
    assert_eq!(phone.notifications.alerts(), []);
    phone.start();
    // The vendor sends it again, because nobody confirmed it, while the start goes on with it: whichever is first.
    let again = phone.push(world.id_only(&post, "ack1", TOKEN)).await;
    assert!(matches!(again, PushOutcome::Notification | PushOutcome::Duplicate), "{again:?}");
    phone.core().settled().await;
    assert_eq!(phone.notifications.alerts().len(), 1);
    assert_eq!(phone.notifications.tray()[0].body, "@ana: lunch?");
    phone.kill().await;
    phone.start();
    assert_eq!(phone.push(world.id_only(&post, "ack1", TOKEN)).await, PushOutcome::Duplicate);
    assert_eq!(phone.notifications.alerts().len(), 1);
}

#[tokio::test]
async fn a_receipt_that_was_not_taken_is_sent_when_the_app_is_opened() {
    let (server, phone, post) = in_background().await;
    let world = &server.world;
    world.script("POST", "/notifications/ack", Script::Answer(503, json!({})));
    phone.push(world.full(&post, "ack1", TOKEN)).await;
    assert_eq!(world.lock().acks.len(), 0);
    phone.core().enter_foreground();
    phone.bell.until("the receipt is sent", || world.lock().acks.len() == 1).await;
    assert_eq!(world.lock().acks[0].id, "ack1");
}

#[tokio::test]
async fn in_the_foreground_the_open_channel_is_silent_and_others_show_a_banner() {
    let (server, phone) = signed_in().await;
    let world = &server.world;
    let post = world.store_post(world.ana, world.town, "lunch?", "");
    phone.open(world.town).await;
    assert_eq!(phone.push(world.id_only(&post, "ack1", TOKEN)).await, PushOutcome::Withheld);
    phone.open(world.lobby).await;
    assert_eq!(phone.push(world.id_only(&post, "ack2", TOKEN)).await, PushOutcome::Banner);
    let banner = |event: &BridgeEvent| matches!(event, BridgeEvent::Banner(banner) if banner.body == "@ana: lunch?");
    phone.bell.until("the banner shows", || phone.events().iter().any(banner)).await;
    assert_eq!(phone.notifications.alerts(), [], "no notification of the system");
    assert_eq!(world.lock().acks.len(), 2, "both are acknowledged");
}

#[tokio::test]
async fn on_a_device_that_is_blocked_nothing_shows() {
    let (server, phone, post) = in_background().await;
    phone.managed.set(Some(r#"{"jailbreakProtection": "true"}"#));
    phone.core().managed_settings_changed();
    phone.integrity.set(IntegrityReport::Compromised);
    assert_eq!(phone.push(server.world.id_only(&post, "ack1", TOKEN)).await, PushOutcome::Withheld);
    assert_eq!(phone.notifications.alerts(), []);
}

#[tokio::test]
async fn a_tap_leads_to_the_channel_also_when_the_app_was_killed() {
    let (server, mut phone, post) = in_background().await;
    let world = &server.world;
    phone.push(world.id_only(&post, "ack1", TOKEN)).await;
    phone.kill().await;
    let id = phone.notifications.tray()[0].id.clone();
    phone.start();
    phone.core().enter_foreground();
    phone.core().open_notification(&id);
    assert_eq!(phone.state().await.navigate, Some(world.town));
    let navigate =
        |event: &BridgeEvent| matches!(event, BridgeEvent::Navigate { channel_id } if *channel_id == world.town);
    phone.bell.until("the interface is told", || phone.events().iter().any(navigate)).await;
    phone.open(world.town).await;
    let state = phone.state().await;
    assert_eq!((state.navigate, state.badge), (None, 0));
    assert_eq!(phone.notifications.tray(), []);
}

#[tokio::test]
async fn opening_a_channel_takes_its_notifications_away() {
    let (server, phone, post) = in_background().await;
    let world = &server.world;
    let other = world.store_post(world.ana, world.lobby, "dinner?", "");
    phone.push(world.id_only(&post, "ack1", TOKEN)).await;
    phone.push(world.id_only(&other, "ack2", TOKEN)).await;
    phone.core().enter_foreground();
    phone.open(world.town).await;
    assert_eq!(phone.notifications.tray().len(), 1);
    assert_eq!(phone.notifications.tray()[0].body, "@ana: dinner?");
}

#[tokio::test]
async fn a_clear_removes_the_channels_notifications_and_the_badge() {
    let (server, phone, post) = in_background().await;
    let world = &server.world;
    phone.push(world.id_only(&post, "ack1", TOKEN)).await;
    assert_eq!(phone.notifications.badge(), 1);
    let mut clear = world.apns("clear", "ack2", TOKEN);
    clear["channel_id"] = world.town.to_string().into();
    // What the incumbent's gateway makes of 0.
    clear["aps"]["badge"] = 1.into();
    assert_eq!(phone.push(RawPush::Apns(clear)).await, PushOutcome::Updated);
    assert_eq!(phone.notifications.tray(), []);
    assert_eq!(phone.notifications.badge(), 0);
    assert_eq!(world.lock().acks.last().unwrap().id, "ack2");
    assert_eq!(phone.step(TraceKind::Cleared).unwrap().detail["removed"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn badge_updates_and_tests_show_nothing_and_are_acknowledged() {
    let (server, phone, _) = in_background().await;
    let world = &server.world;
    let mut badge = world.apns("update_badge", "ack1", TOKEN);
    badge["aps"]["badge"] = 5.into();
    assert_eq!(phone.push(RawPush::Apns(badge)).await, PushOutcome::Updated);
    assert_eq!((phone.notifications.badge(), phone.state().await.badge), (5, 5));
    let test = world.apns("test", "ack2", TOKEN);
    assert_eq!(phone.push(RawPush::Apns(test)).await, PushOutcome::Nothing);
    let bare = json!({"aps": {"content-available": 1}, "type": "test", "version": "2", "signature": "NO_SIGNATURE"});
    assert_eq!(phone.push(RawPush::Apns(bare)).await, PushOutcome::Nothing);
    assert_eq!(phone.notifications.alerts(), []);
    assert_eq!(world.lock().acks.len(), 2, "what names no receipt gets none");
}

#[tokio::test]
async fn an_order_to_erase_is_carried_out_also_when_the_app_was_killed_and_offline() {
    let (server, mut phone, post) = in_background().await;
    let world = &server.world;
    phone.push(world.id_only(&post, "ack1", TOKEN)).await;
    phone.kill().await;
    phone.network.set_online(false);
    phone.start();
    let order = RawPush::Apns(world.apns("session", "ack2", TOKEN));
    assert_eq!(phone.push(order).await, PushOutcome::Erased);
    assert_eq!(phone.keychain.names().unwrap(), Vec::<String>::new());
    assert_eq!(phone.files(), ["erased.json", "lock"], "the server's address is forgotten too");
    assert_eq!((phone.notifications.tray(), phone.notifications.badge()), (Vec::new(), 0));
    let step = phone.step(TraceKind::Erased).unwrap();
    assert_eq!(
        (step.detail["reason"].as_str(), step.detail["complete"].as_bool()),
        (Some("ordered_by_server"), Some(true))
    );
    let GateView::Erased { reason } = phone.state().await.gate else { panic!("not told") };
    assert!(reason.contains("organisation"), "{reason}");
}

#[tokio::test]
async fn an_unsigned_order_to_erase_only_makes_the_phone_ask() {
    let (server, phone, _) = in_background().await;
    let world = &server.world;
    let mut order = world.apns("session", "ack1", TOKEN);
    order.as_object_mut().unwrap().remove("signature");
    assert_eq!(phone.push(RawPush::Apns(order.clone())).await, PushOutcome::Withheld);
    phone.core().enter_foreground();
    assert_eq!(phone.state().await.gate, GateView::Open);
    world.lock().sessions.clear();
    order["ack_id"] = "ack2".into();
    assert_eq!(phone.push(RawPush::Apns(order)).await, PushOutcome::Erased);
}

#[tokio::test]
async fn an_expired_session_is_announced_and_its_data_goes() {
    let (server, phone, _) = in_background().await;
    let world = &server.world;
    world.lock().sessions.clear();
    let mut expired = world.apns("session", "ack1", TOKEN);
    expired["aps"]["alert"] = "Session Expired: sign in to keep getting notifications.".into();
    assert_eq!(phone.push(RawPush::Apns(expired)).await, PushOutcome::Erased);
    let tray = phone.notifications.tray();
    assert_eq!(tray.len(), 1, "it outlives the account");
    assert!(tray[0].body.starts_with("Session Expired"));
}

#[tokio::test]
async fn pushes_for_nobody_are_dropped() {
    let (server, phone, post) = in_background().await;
    phone.core().enter_foreground();
    phone.call(BridgeCall::SignOut).await;
    assert_eq!(phone.push(server.world.id_only(&post, "ack1", TOKEN)).await, PushOutcome::Rejected);
    assert_eq!(phone.notifications.alerts(), []);
}

#[tokio::test]
async fn the_post_is_there_when_the_app_is_opened_without_a_network() {
    let (server, phone, post) = in_background().await;
    phone.push(server.world.id_only(&post, "ack1", TOKEN)).await;
    phone.set_online(false);
    phone.core().enter_foreground();
    assert_eq!(phone.open(server.world.town).await.page.posts[0].message, "lunch?");
}
