//! What happens while the app is connected.

use std::time::Duration;

use serde_json::json;

use countersign_mobile_core::bridge::{BridgeCall, BridgeEvent, BridgeReply, ConnectionView};

use crate::{bench, fake::World, signed_in, support::Phone};

fn rows(reply: &BridgeReply) -> Vec<(String, bool, i64)> {
    let BridgeReply::Channels(list) = reply else { panic!("{reply:?}") };
    let rows = list.sections.iter().flat_map(|section| &section.channels);
    rows.map(|row| (row.name.clone(), row.unread, row.mentions)).collect()
}

fn shows(text: &'static str) -> impl Fn(&BridgeReply) -> bool {
    move |reply| matches!(reply, BridgeReply::Channel(view) if view.page.posts.iter().any(|post| post.message == text))
}

fn last_view(world: &World) -> Option<serde_json::Value> {
    world.asked("POST", "/channels/members/me/view").last().map(|asked| asked.body["channel_id"].clone())
}

#[tokio::test]
async fn a_post_of_somebody_else_shows_and_counts_as_unread() {
    let (server, phone) = signed_in().await;
    server.world.post(server.world.ana, server.world.town, "news");
    let wanted = [("Lobby".to_owned(), false, 0), ("Town Square".to_owned(), true, 0)];
    phone.until_call("it is unread", BridgeCall::Channels, |reply| rows(reply) == wanted).await;
    let view = phone.open(server.world.town).await;
    assert_eq!(view.page.posts[0].message, "news");
    phone.until_call("it is read", BridgeCall::Channels, |reply| rows(reply).iter().all(|row| !row.1)).await;
}

#[tokio::test]
async fn a_mention_is_on_the_badge_until_the_channel_is_read_anywhere() {
    let (server, phone) = signed_in().await;
    let post = server.world.store_post(server.world.ana, server.world.town, "@ben", "");
    let mentions = serde_json::to_string(&[server.world.ben]).unwrap();
    let data = json!({"post": serde_json::to_string(&post).unwrap(), "mentions": mentions});
    server.world.event("posted", &data);
    phone.until_state("the badge shows 1", |state| state.badge == 1).await;
    assert_eq!(phone.notifications.badge(), 1);
    let times = json!({"channel_times": {server.world.town.as_str(): 1_700_000_009_000_i64}});
    server.world.event("multiple_channels_viewed", &times);
    phone.until_state("the badge is gone", |state| state.badge == 0).await;
}

#[tokio::test]
async fn events_missed_while_the_socket_was_down_are_replayed_without_a_sync() {
    let (server, phone) = signed_in().await;
    phone.open(server.world.town).await;
    let world = &server.world;
    let (synced, handshakes) = (world.count("GET", "/users/me/teams"), world.lock().handshakes.len());
    let first = world.lock().handshakes[0].clone();
    assert_eq!(first, "connection_id=&sequence_number=0");
    world.drop_sockets();
    world.post(world.ana, world.town, "while you were away");
    phone
        .until_call("it shows", BridgeCall::OpenChannel { channel_id: world.town }, shows("while you were away"))
        .await;
    phone.bell.until("it is connected again", || world.connected() > 0).await;
    let again = world.lock().handshakes[handshakes].clone();
    assert!(again.ends_with("&sequence_number=1") && !again.starts_with("connection_id=&"), "{again}");
    assert_eq!(world.lock().connections.len(), 1, "the same connection goes on");
    assert_eq!(world.count("GET", "/users/me/teams"), synced, "nothing was synced");
}

#[tokio::test]
async fn a_gap_in_the_numbers_begins_anew_and_syncs() {
    let (server, phone) = signed_in().await;
    let world = &server.world;
    let synced = world.count("GET", "/users/me/teams");
    world.lose_event();
    world.store_post(world.ana, world.town, "lost on the way", "");
    world.post(world.ana, world.town, "after the gap");
    phone.bell.until("everything is synced", || world.count("GET", "/users/me/teams") > synced).await;
    let last = world.lock().handshakes.last().cloned().unwrap();
    assert_eq!(last, "connection_id=&sequence_number=0", "the old connection is forgotten");
    phone
        .until_call("the lost one shows", BridgeCall::OpenChannel { channel_id: world.town }, shows("lost on the way"))
        .await;
}

#[tokio::test]
async fn a_connection_that_does_not_answer_is_replaced() {
    let (server, mut phone) = bench().await;
    phone.pace.socket_ping = Duration::from_millis(40);
    phone.sign_in(&server).await;
    let world = &server.world;
    let handshakes = world.lock().handshakes.len();
    world.deafen();
    phone.bell.until("it connects again", || world.lock().handshakes.len() > handshakes).await;
}

#[tokio::test]
async fn without_a_websocket_the_lists_are_fetched_all_the_same() {
    let (server, mut phone) = signed_in().await;
    phone.kill().await;
    let world = &server.world;
    world.lock().refuse_sockets = Some(502);
    let synced = world.count("GET", "/users/me/teams");
    phone.start();
    phone.core().enter_foreground();
    phone.bell.until("the lists are fetched", || world.count("GET", "/users/me/teams") > synced).await;
    assert_ne!(phone.state().await.connection, ConnectionView::Connected);
}

#[tokio::test]
async fn the_server_knows_which_channel_is_on_the_screen() {
    let (server, phone) = signed_in().await;
    let world = &server.world;
    phone.open(world.town).await;
    phone.bell.until("the channel is viewed", || last_view(world) == Some(json!(world.town))).await;
    phone.core().enter_background();
    phone.bell.until("no channel is", || last_view(world) == Some(json!(""))).await;
    phone.core().enter_foreground();
    phone.bell.until("it is viewed again", || last_view(world) == Some(json!(world.town))).await;
    phone.call(BridgeCall::CloseChannel).await;
    phone.bell.until("no channel is again", || last_view(world) == Some(json!(""))).await;
}

#[tokio::test]
async fn in_the_background_the_socket_closes_after_a_while() {
    let (server, phone) = signed_in().await;
    phone.core().enter_background();
    let world = &server.world;
    phone.bell.until("it is closed", || world.connected() == 0).await;
    phone.until_state("nothing is tried", |state| state.connection == ConnectionView::Idle).await;
    phone.core().enter_foreground();
    phone.bell.until("it is open again", || world.connected() == 1).await;
    assert_eq!(world.lock().connections.len(), 1, "the same connection goes on");
}

#[tokio::test]
async fn edits_deletions_and_names_follow() {
    let (server, phone) = signed_in().await;
    let world = &server.world;
    let post = world.post(world.ana, world.town, "frist");
    phone.open(world.town).await;
    let mut edited = post.clone();
    edited.message = "first".to_owned();
    edited.update_at.0 += 1;
    edited.edit_at = edited.update_at;
    world.event("post_edited", &json!({"post": serde_json::to_string(&edited).unwrap()}));
    let open = BridgeCall::OpenChannel { channel_id: world.town };
    phone.until_call("the edit shows", open.clone(), |reply| {
        matches!(reply, BridgeReply::Channel(view) if view.page.posts[0].edited && view.page.posts[0].message == "first")
    })
    .await;
    world.lock().posts.clear();
    world.event("post_deleted", &json!({"post": serde_json::to_string(&edited).unwrap()}));
    phone
        .until_call(
            "it is gone",
            open,
            |reply| matches!(reply, BridgeReply::Channel(view) if view.page.posts.is_empty()),
        )
        .await;
}

#[tokio::test]
async fn interfaces_are_told() {
    let (server, phone) = signed_in().await;
    let world = &server.world;
    world.post(world.ana, world.town, "news");
    let told = |phone: &Phone| {
        phone
            .events()
            .iter()
            .any(|event| matches!(event, BridgeEvent::PostsChanged { channel_id } if *channel_id == world.town))
    };
    phone.bell.until("posts changed", || told(&phone)).await;
    assert!(phone.events().iter().any(|event| matches!(event, BridgeEvent::StateChanged(_))));
}
