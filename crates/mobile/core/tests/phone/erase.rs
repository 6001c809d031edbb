//! When an account goes, and that nothing of it stays.

use std::time::Duration;

use serde_json::json;

use countersign_mobile_core::{
    TraceKind,
    bridge::{BridgeCall, BridgeErrorKind, GateView},
};
use countersign_mobile_host::Keychain;

use crate::{bench, fake::Script, signed_in, support::Phone};

async fn until_erased(phone: &Phone) {
    phone.until_state("it is erased", |state| matches!(state.gate, GateView::Erased { .. })).await;
    assert_eq!(phone.keychain.names().unwrap(), Vec::<String>::new());
    assert!(!phone.files().iter().any(|file| file.contains("store") || file == "page-key"), "{:?}", phone.files());
    assert_eq!(phone.notifications.tray(), []);
    assert_eq!(phone.notifications.badge(), 0);
    assert_eq!(phone.refused(BridgeCall::Channels).await.kind, BridgeErrorKind::Gate);
}

#[tokio::test]
async fn deactivated_while_connected_it_is_gone_at_once() {
    let (server, mut phone) = signed_in().await;
    server.world.deactivate();
    until_erased(&phone).await;
    let step = phone.step(TraceKind::Erased).unwrap();
    assert_eq!(step.detail["reason"], "session_ended");
    assert_eq!(step.detail["removed_keys"].as_array().unwrap().len(), 2);
    assert!(step.detail["removed_files"].to_string().contains("store.db"));

    // The reason stays until it was read, also over a restart.
    phone.kill().await;
    phone.start();
    let GateView::Erased { reason } = phone.state().await.gate else { panic!("the reason is gone") };
    assert!(reason.contains("deactivated"), "{reason}");
    phone.call(BridgeCall::AcknowledgeErased).await;
    let GateView::SignIn { server_url, .. } = phone.state().await.gate else { panic!("not at the sign-in") };
    assert_eq!(server_url, Some(server.url()), "the address need not be typed again");
}

#[tokio::test]
async fn deactivated_while_offline_it_is_gone_when_the_network_is_back() {
    let (server, phone) = signed_in().await;
    phone.set_online(false);
    server.world.deactivate();
    phone.set_online(true);
    until_erased(&phone).await;
}

#[tokio::test]
async fn deactivated_while_killed_it_is_gone_when_the_app_is_opened() {
    let (server, mut phone) = signed_in().await;
    phone.kill().await;
    server.world.deactivate();
    phone.start();
    phone.core().enter_foreground();
    until_erased(&phone).await;
}

#[tokio::test]
async fn in_the_foreground_the_session_is_checked_without_a_socket_and_without_a_tap() {
    let (server, mut phone) = bench().await;
    phone.pace.session_check = Duration::from_millis(30);
    phone.pace.reconnect = Duration::from_mins(1);
    phone.sign_in(&server).await;
    let world = &server.world;
    // The incumbent leaves the socket open and tells nothing.
    world.lock().sessions.clear();
    phone.clock.advance(Duration::from_mins(1));
    until_erased(&phone).await;
}

#[tokio::test]
async fn coming_back_to_the_foreground_checks_at_once() {
    let (server, mut phone) = bench().await;
    phone.pace.reconnect = Duration::from_mins(1);
    phone.pace.background_grace = Duration::from_mins(1);
    phone.sign_in(&server).await;
    phone.core().enter_background();
    server.world.lock().sessions.clear();
    phone.core().enter_foreground();
    until_erased(&phone).await;
}

#[tokio::test]
async fn any_401_erases() {
    let (server, phone) = signed_in().await;
    let body = json!({"id": "api.context.session_expired.app_error", "status_code": 401});
    server.world.script("POST", "/posts", Script::Answer(401, body));
    phone.send(server.world.town, "hello").await;
    until_erased(&phone).await;
}

#[tokio::test]
async fn other_refusals_do_not() {
    let (server, phone) = signed_in().await;
    let world = &server.world;
    for status in [400, 403, 404, 409, 500] {
        world.script("POST", "/users/ids", Script::Answer(status, json!({"status_code": status})));
        phone.call(BridgeCall::StartDirect { user_id: world.ana }).await;
    }
    assert_eq!(phone.state().await.gate, GateView::Open);
}

#[tokio::test]
async fn signing_out_tells_the_server_and_leaves_nothing() {
    let (server, phone) = signed_in().await;
    phone.call(BridgeCall::SignOut).await;
    assert!(matches!(phone.state().await.gate, GateView::SignIn { .. }));
    assert_eq!(server.world.count("POST", "/users/logout"), 1);
    assert_eq!(phone.keychain.names().unwrap(), Vec::<String>::new());
    assert_eq!(phone.files(), ["last-server", "lock"]);
}

#[tokio::test]
async fn signing_out_works_without_a_network() {
    let (_server, phone) = signed_in().await;
    phone.set_online(false);
    phone.call(BridgeCall::SignOut).await;
    assert!(matches!(phone.state().await.gate, GateView::SignIn { .. }));
    assert_eq!(phone.files(), ["last-server", "lock"]);
}

#[tokio::test]
async fn after_an_erasure_one_can_sign_in_again() {
    let (server, mut phone) = signed_in().await;
    server.world.deactivate();
    until_erased(&phone).await;
    phone.call(BridgeCall::AcknowledgeErased).await;
    phone.sign_in(&server).await;
    assert_eq!(phone.state().await.gate, GateView::Open);
}
