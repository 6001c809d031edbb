//! Looking at a server, signing in, and what is there afterwards.

use countersign_mobile_core::bridge::{BridgeCall, BridgeErrorKind, BridgeReply, ConnectionView, GateView};

use crate::{bench, fake::PASSWORD, support::TOKEN};

#[tokio::test]
async fn signing_in_calls_the_server_in_the_order_it_expects() {
    let (server, mut phone) = bench().await;
    phone.sign_in(&server).await;
    let asked: Vec<_> =
        server.world.lock().asked.iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect();
    let place =
        |call: &str| asked.iter().position(|asked| asked == call).unwrap_or_else(|| panic!("{call}: {asked:?}"));
    let order = [
        "HEAD /",
        "GET /system/ping",
        "GET /config/client",
        "POST /users/login",
        "PUT /users/sessions/device",
        "GET /users/me/preferences",
        "GET /users/me/teams",
        "GET /users/me",
    ];
    let places: Vec<_> = order.iter().map(|call| place(call)).collect();
    assert!(places.is_sorted(), "{asked:?}");
    let ping = &server.world.asked("GET", "/system/ping")[0];
    assert!(ping.query.contains(&format!("device_id=apple_rn-v2%3A{TOKEN}")), "{}", ping.query);
    let login = &server.world.asked("POST", "/users/login")[0];
    assert_eq!(login.body["device_id"], format!("apple_rn-v2:{TOKEN}"));
    let attach = &server.world.asked("PUT", "/users/sessions/device")[0];
    assert_eq!(attach.body["device_notification_disabled"], "false");
}

#[tokio::test]
async fn after_signing_in_everything_is_there() {
    let (server, mut phone) = bench().await;
    server.world.store_post(server.world.ana, server.world.town, "welcome", "");
    phone.sign_in(&server).await;
    let state = phone.state().await;
    assert_eq!(state.connection, ConnectionView::Connected);
    let account = state.account.unwrap();
    assert_eq!((account.username.as_str(), account.site_name.as_str()), ("ben", "Acme Chat"));
    let BridgeReply::Channels(list) = phone.call(BridgeCall::Channels).await else { panic!("no list") };
    assert_eq!(list.team_name, "Alpha");
    let rows: Vec<_> = list.sections[0].channels.iter().map(|row| (row.name.as_str(), row.unread)).collect();
    assert_eq!(rows, [("Lobby", false), ("Town Square", true)]);
    let channel = phone.open(server.world.town).await;
    assert_eq!(channel.page.posts[0].message, "welcome");
    assert_eq!(channel.page.posts[0].author, "ana");
    assert!(!channel.page.has_older);
}

#[tokio::test]
async fn a_wrong_password_says_so_and_leaves_nothing() {
    let (server, mut phone) = bench().await;
    phone.start();
    phone.call(BridgeCall::LookAtServer { url: server.url() }).await;
    let BridgeReply::Error(error) = phone.log_in("ben", "wrong").await else { panic!("signed in") };
    assert_eq!(error.kind, BridgeErrorKind::Credentials);
    assert!(error.message.contains("invalid_credentials"), "{}", error.message);
    assert_eq!(phone.files(), ["lock"]);
}

#[tokio::test]
async fn signing_in_twice_at_once_makes_one_account() {
    let (server, mut phone) = bench().await;
    phone.start();
    phone.call(BridgeCall::LookAtServer { url: server.url() }).await;
    let (one, other) = tokio::join!(phone.log_in("ben", PASSWORD), phone.log_in("ben", PASSWORD));
    for reply in [one, other] {
        assert!(matches!(&reply, BridgeReply::State(state) if state.gate == GateView::Open), "{reply:?}");
    }
    assert_eq!(server.world.count("POST", "/users/login"), 1);
}

#[tokio::test]
async fn a_second_factor_is_asked_for() {
    let (server, mut phone) = bench().await;
    server.world.lock().mfa = true;
    phone.start();
    phone.call(BridgeCall::LookAtServer { url: server.url() }).await;
    let BridgeReply::Error(error) = phone.log_in("ben", PASSWORD).await else { panic!("signed in") };
    assert_eq!(error.kind, BridgeErrorKind::MfaRequired);
    let (login_id, password) = ("ben".to_owned(), PASSWORD.to_owned());
    let code = BridgeCall::SignIn { login_id, password, mfa_code: Some("123456".to_owned()) };
    assert!(matches!(phone.call(code).await, BridgeReply::State(_)));
}

#[tokio::test]
async fn servers_that_are_none_are_told_apart() {
    let (server, mut phone) = bench().await;
    phone.start();
    let kind = |url: &str| phone.refused(BridgeCall::LookAtServer { url: url.to_owned() });
    assert_eq!(kind("ftp://chat.example.com").await.kind, BridgeErrorKind::Invalid);
    assert_eq!(kind("http://127.0.0.1:1").await.kind, BridgeErrorKind::Unreachable);
    server.world.lock().config.remove("DiagnosticId");
    let nameless = kind(&server.url()).await;
    assert_eq!(nameless.kind, BridgeErrorKind::Refused);
    assert!(nameless.message.contains("DiagnosticId"));
}

#[tokio::test]
async fn what_is_kept_shows_after_a_restart_without_a_network() {
    let (server, mut phone) = bench().await;
    server.world.store_post(server.world.ana, server.world.town, "welcome", "");
    phone.sign_in(&server).await;
    phone.open(server.world.town).await;
    phone.kill().await;
    phone.network.set_online(false);
    phone.start();
    phone.core().enter_foreground();
    assert_eq!(phone.state().await.gate, GateView::Open);
    assert_eq!(phone.open(server.world.town).await.page.posts[0].message, "welcome");
    phone
        .bell
        .until("the phone says that it is offline", || {
            phone.events().iter().any(|event| format!("{event:?}").contains("Offline"))
        })
        .await;
}

#[tokio::test]
async fn older_posts_are_fetched_page_by_page() {
    let (server, mut phone) = bench().await;
    for number in 0..130 {
        server.world.store_post(server.world.ana, server.world.town, &format!("post {number}"), "");
    }
    phone.sign_in(&server).await;
    let channel = phone.open(server.world.town).await;
    assert_eq!((channel.page.posts.len(), channel.page.has_older), (60, true));
    let second = phone.older(server.world.town, &channel.page.posts[0]).await;
    assert_eq!((second.posts.len(), second.has_older), (60, true));
    let last = phone.older(server.world.town, &second.posts[0]).await;
    assert_eq!((last.posts.len(), last.has_older), (10, false));
    assert_eq!(last.posts[0].message, "post 0");
    assert_eq!(last.posts[9].message, "post 9");
}

#[tokio::test]
async fn channels_one_left_and_their_posts_go() {
    let (server, mut phone) = bench().await;
    server.world.store_post(server.world.ana, server.world.lobby, "hello", "");
    phone.sign_in(&server).await;
    phone.open(server.world.lobby).await;
    phone.call(BridgeCall::CloseChannel).await;
    let (lobby, ben) = (server.world.lobby, server.world.ben);
    server.world.lock().members.retain(|member| member.channel_id != lobby || member.user_id != ben);
    server.world.event("user_removed", &serde_json::json!({"channel_id": lobby}));
    phone
        .until_call(
            "the channel is gone",
            BridgeCall::Channels,
            |reply| matches!(reply, BridgeReply::Channels(list) if list.sections[0].channels.len() == 1),
        )
        .await;
    let gone = phone.refused(BridgeCall::OpenChannel { channel_id: lobby }).await;
    assert_eq!(gone.kind, BridgeErrorKind::Refused);
}
