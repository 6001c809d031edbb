//! Posts on their way to the server.

use serde_json::json;

use countersign_mobile_core::bridge::{BridgeCall, BridgeErrorKind, BridgeReply, Delivery, PostView};
use countersign_primitives::ChannelId;

use crate::{
    fake::{FakeServer, Script, World},
    signed_in,
    support::Phone,
};

fn texts(world: &World, channel: ChannelId) -> Vec<String> {
    world.lock().posts.iter().filter(|post| post.channel_id == channel).map(|post| post.message.clone()).collect()
}

async fn until_shown(phone: &Phone, server: &FakeServer, wanted: &[(&str, Delivery)]) {
    let wanted = |reply: &BridgeReply| {
        let BridgeReply::Channel(view) = reply else { return false };
        let shown: Vec<_> = view.page.posts.iter().map(|post| (post.message.as_str(), post.delivery)).collect();
        shown == wanted
    };
    phone.until_call("the posts show", BridgeCall::OpenChannel { channel_id: server.world.town }, wanted).await;
}

#[tokio::test]
async fn a_post_shows_at_once_and_then_as_sent() {
    let (server, phone) = signed_in().await;
    phone.open(server.world.town).await;
    let post = phone.send(server.world.town, "hello").await;
    assert_eq!((post.delivery, post.id, post.own), (Delivery::Pending, None, true));
    until_shown(&phone, &server, &[("hello", Delivery::Sent)]).await;
    assert_eq!(texts(&server.world, server.world.town), ["hello"]);
    assert_eq!(server.world.asked("POST", "/posts")[0].body["pending_post_id"], post.pending_post_id);
}

#[tokio::test]
async fn what_is_written_offline_is_sent_in_order_when_the_network_is_back() {
    let (server, phone) = signed_in().await;
    phone.set_online(false);
    for text in ["one", "two", "three"] {
        phone.send(server.world.town, text).await;
    }
    until_shown(&phone, &server, &["one", "two", "three"].map(|text| (text, Delivery::Pending))).await;
    phone.set_online(true);
    until_shown(&phone, &server, &["one", "two", "three"].map(|text| (text, Delivery::Sent))).await;
    assert_eq!(texts(&server.world, server.world.town), ["one", "two", "three"]);
}

#[tokio::test]
async fn what_is_written_offline_survives_a_kill() {
    let (server, mut phone) = signed_in().await;
    phone.set_online(false);
    phone.send(server.world.town, "later").await;
    phone.kill().await;
    phone.network.set_online(true);
    phone.start();
    let world = &server.world;
    phone.bell.until("it is sent", || texts(world, world.town) == ["later"]).await;
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_post() {
    let (server, phone) = signed_in().await;
    phone.open(server.world.town).await;
    // Without live events, only asking can tell.
    server.world.lock().refuse_sockets = Some(503);
    server.world.drop_sockets();
    server.world.script("POST", "/posts", Script::Lost);
    phone.send(server.world.town, "once").await;
    until_shown(&phone, &server, &[("once", Delivery::Sent)]).await;
    assert_eq!(texts(&server.world, server.world.town), ["once"]);
}

#[tokio::test]
async fn equal_texts_are_all_sent_also_when_answers_are_lost() {
    let (server, phone) = signed_in().await;
    phone.open(server.world.town).await;
    server.world.lock().refuse_sockets = Some(503);
    server.world.drop_sockets();
    server.world.script("POST", "/posts", Script::Lost);
    server.world.script("POST", "/posts", Script::Lost);
    phone.set_online(false);
    phone.send(server.world.town, "ok").await;
    phone.send(server.world.town, "ok").await;
    phone.set_online(true);
    until_shown(&phone, &server, &[("ok", Delivery::Sent), ("ok", Delivery::Sent)]).await;
    assert_eq!(texts(&server.world, server.world.town), ["ok", "ok"]);
}

#[tokio::test]
async fn killed_while_the_answer_is_awaited_makes_no_second_post() {
    let (server, mut phone) = signed_in().await;
    phone.open(server.world.town).await;
    phone.set_online(false);
    phone.send(server.world.town, "once").await;
    // The server has it, and its answer takes forever.
    let world = &server.world;
    world.script("POST", "/posts", Script::Hang);
    phone.set_online(true);
    phone.bell.until("it is on its way", || world.count("POST", "/posts") > 0).await;
    phone.kill().await;
    world.store_post(world.ben, world.town, "once", "");
    phone.start();
    phone.core().enter_foreground();
    until_shown(&phone, &server, &[("once", Delivery::Sent)]).await;
    assert_eq!(texts(world, world.town), ["once"]);
}

#[tokio::test]
async fn a_server_in_trouble_is_asked_again_with_the_same_name() {
    let (server, phone) = signed_in().await;
    phone.open(server.world.town).await;
    for _ in 0..3 {
        server.world.script("POST", "/posts", Script::Answer(503, json!({})));
    }
    phone.send(server.world.town, "patience").await;
    until_shown(&phone, &server, &[("patience", Delivery::Sent)]).await;
    let asked = server.world.asked("POST", "/posts");
    assert_eq!(asked.len(), 4);
    assert!(asked.iter().all(|one| one.body["pending_post_id"] == asked[0].body["pending_post_id"]));
}

async fn failed(phone: &Phone, server: &FakeServer) -> PostView {
    phone.open(server.world.town).await;
    let body =
        json!({"id": "api.context.permissions.app_error", "message": "You may not post here.", "status_code": 403});
    server.world.script("POST", "/posts", Script::Answer(403, body));
    phone.send(server.world.town, "no").await;
    until_shown(phone, server, &[("no", Delivery::Failed)]).await;
    phone.open(server.world.town).await.page.posts.remove(0)
}

#[tokio::test]
async fn a_refused_post_says_why_and_can_be_sent_again() {
    let (server, phone) = signed_in().await;
    let post = failed(&phone, &server).await;
    assert_eq!(post.failure.as_deref(), Some("You may not post here."));
    let pending_post_id = post.pending_post_id;
    assert!(matches!(phone.call(BridgeCall::RetrySend { pending_post_id }).await, BridgeReply::Done));
    until_shown(&phone, &server, &[("no", Delivery::Sent)]).await;
}

#[tokio::test]
async fn a_refused_post_can_be_given_up_and_does_not_hold_up_others() {
    let (server, phone) = signed_in().await;
    let post = failed(&phone, &server).await;
    phone.send(server.world.town, "yes").await;
    until_shown(&phone, &server, &[("yes", Delivery::Sent), ("no", Delivery::Failed)]).await;
    let pending_post_id = post.pending_post_id;
    assert!(matches!(phone.call(BridgeCall::DiscardSend { pending_post_id }).await, BridgeReply::Done));
    until_shown(&phone, &server, &[("yes", Delivery::Sent)]).await;
}

#[tokio::test]
async fn nothing_and_strange_channels_are_refused() {
    let (server, phone) = signed_in().await;
    let send = |channel_id, message: &str| BridgeCall::Send { channel_id, root_id: None, message: message.to_owned() };
    assert_eq!(phone.refused(send(server.world.town, "  \n")).await.kind, BridgeErrorKind::Invalid);
    let strange = "aaaaaaaaaaaaaaaaaaaaaaaaaa".parse().unwrap();
    assert_eq!(phone.refused(send(strange, "hello")).await.kind, BridgeErrorKind::Refused);
}

#[tokio::test]
async fn a_direct_channel_is_made_and_posted_to() {
    let (server, phone) = signed_in().await;
    let BridgeReply::Channel(view) = phone.call(BridgeCall::StartDirect { user_id: server.world.ana }).await else {
        panic!("no channel")
    };
    assert_eq!((view.name.as_str(), view.kind.as_str()), ("ana", "direct"));
    phone.send(view.id, "psst").await;
    let world = &server.world;
    phone.bell.until("it is sent", || texts(world, view.id) == ["psst"]).await;
}
