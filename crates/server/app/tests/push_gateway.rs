//! Our server at a push gateway: many pushes in one request, verdicts that came late, and the incumbent, which has
//! neither.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use countersign_egress::Trust;
use countersign_loopback::{Peer, PeerOptions, Received, Reply};
use countersign_primitives::TimestampMs;
use countersign_server::{HttpGateway, RunningServer, Server, ServerConfig, Surroundings};
use countersign_server_domain::{
    ports::{gateway::PushGateway, journal::NoJournal},
    pushes::take_feedback,
};
use countersign_system::{OsRandom, SystemClock};
use countersign_wire_push::{PushMessage, PushStatus};
use serde_json::{Value, json};

/// What a gateway answers; a push to a device `dead` is answered with a removal.
fn answer(push: &[u8]) -> Value {
    let push: PushMessage = serde_json::from_slice(push).unwrap();
    if push.device_id == "dead" { json!({"status": "REMOVE"}) } else { json!({"status": "OK"}) }
}

fn one(request: &Received) -> Reply {
    // Slow enough for others to come meanwhile.
    Reply::json(200, answer(&request.body).to_string()).after(Duration::from_millis(300))
}

fn many(request: &Received) -> Reply {
    let pushes = request.body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let lines = pushes.enumerate().map(|(index, push)| {
        let mut line = answer(push);
        line["index"] = json!(index);
        line.to_string()
    });
    // In any order.
    Reply::json(200, lines.collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n"))
}

/// Sends so many pushes at once, the seventh to a dead device; how many were called dead, and the paths asked for.
async fn send_at_once(peer: &Peer, count: usize) -> (Vec<usize>, Vec<String>) {
    let gateway = Arc::new(HttpGateway::new(Trust::only(String::new()), None));
    let url = format!("http://{}", peer.address());
    let sent: Vec<_> = (0..count)
        .map(|number| {
            let (gateway, url) = (Arc::clone(&gateway), url.clone());
            let device_id = if number == 7 { "dead".to_owned() } else { format!("device{number}") };
            let push = PushMessage { server_id: "s".to_owned(), device_id, ..PushMessage::default() };
            tokio::spawn(async move { gateway.send(&url, &push).await.unwrap().status })
        })
        .collect();
    let mut dead = Vec::new();
    for (number, sent) in sent.into_iter().enumerate() {
        if sent.await.unwrap() == PushStatus::Remove {
            dead.push(number);
        }
    }
    (dead, peer.received().into_iter().map(|request| request.path).collect())
}

#[tokio::test]
async fn pushes_that_wait_for_one_gateway_go_together() {
    let ours = |request: &Received| if request.path == "/api/v2/send" { many(request) } else { one(request) };
    let peer = Peer::http1(PeerOptions::clear(), ours).await;
    let (dead, paths) = send_at_once(&peer, 60).await;
    assert_eq!(dead, [7], "each gets its own answer");
    assert!(paths.iter().any(|path| path == "/api/v2/send"), "{paths:?}");
    assert!(paths.len() < 30, "{paths:?}");
}

#[tokio::test]
async fn the_incumbent_gets_one_push_at_a_time_and_tells_nothing_late() {
    let incumbent =
        |request: &Received| if request.path == "/api/v1/send_push" { one(request) } else { Reply::status(404) };
    let peer = Peer::http1(PeerOptions::clear(), incumbent).await;
    let (dead, paths) = send_at_once(&peer, 30).await;
    assert_eq!(dead, [7]);
    assert_eq!(paths.iter().filter(|path| *path == "/api/v1/send_push").count(), 30);
    let gateway = HttpGateway::new(Trust::only(String::new()), None);
    let url = format!("http://{}", peer.address());
    assert_eq!(gateway.feedback(&url, "server", "").await, Ok(None));
}

async fn server(gateway: String) -> (RunningServer, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        push_gateway_url: Some(gateway),
        ..ServerConfig::new(folder.path())
    };
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    (Server::start(config, surroundings).await.unwrap(), folder)
}

/// Signs somebody up and in with a device, and returns the session's token.
async fn sign_in(server: &RunningServer, device: &str) -> String {
    let client = reqwest::Client::new();
    let account = json!({"username": "ana", "email": "ana@example.org", "password": "Correct-horse-9"});
    let made = client.post(format!("{}/api/v4/users", server.url())).body(account.to_string()).send().await.unwrap();
    assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    let login = json!({"login_id": "ana", "password": "Correct-horse-9", "device_id": device});
    let signed =
        client.post(format!("{}/api/v4/users/login", server.url())).body(login.to_string()).send().await.unwrap();
    assert_eq!(signed.status(), 200);
    signed.headers()["token"].to_str().unwrap().to_owned()
}

/// The device that the gateway called dead, as the session's own list tells it.
async fn removed_device(server: &RunningServer, token: &str) -> Option<String> {
    let asked = reqwest::Client::new().get(format!("{}/api/v4/users/me/sessions", server.url())).bearer_auth(token);
    let sessions: Value = serde_json::from_str(&asked.send().await.unwrap().text().await.unwrap()).unwrap();
    sessions[0]["props"]["last_removed_device_id"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn a_device_called_dead_late_is_detached() {
    let at = TimestampMs(i64::MAX / 2);
    let verdict = |device: &str, at: TimestampMs| json!({"ack_id": "a", "platform": "apple_rn-v2", "device_id": device, "status": "REMOVE", "reason": "gone", "at": at});
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let gateway = move |request: &Received| {
        if !request.path.starts_with("/api/v2/feedback?server_id=") {
            return Reply::status(404);
        }
        seen.lock().unwrap().push(request.path.clone());
        // From long before the session, then about somebody else, then about it.
        let page = if request.path.contains("after=&") {
            json!({"verdicts": [verdict("token", TimestampMs(5)), verdict("other", at)], "next": "p1", "more": true})
        } else if request.path.contains("after=p1&") {
            json!({"verdicts": [verdict("token", at)], "next": "p2", "more": false})
        } else {
            json!({"verdicts": [], "next": "p2", "more": false})
        };
        Reply::json(200, page.to_string())
    };
    let is_away = Arc::new(Mutex::new(true));
    let away = Arc::clone(&is_away);
    let peer =
        Peer::http1(
            PeerOptions::clear(),
            move |request: &Received| {
                if *away.lock().unwrap() { Reply::status(503) } else { gateway(request) }
            },
        )
        .await;
    let (server, _folder) = server(format!("http://{}", peer.address())).await;
    let token = sign_in(&server, "apple_rn-v2:token").await;
    assert_eq!(take_feedback(server.domain()).await.unwrap(), 0, "a gateway out of reach changes nothing");
    *is_away.lock().unwrap() = false;
    assert_eq!(removed_device(&server, &token).await, None);
    // The server asks by itself too, once a minute.
    take_feedback(server.domain()).await.unwrap();
    assert_eq!(removed_device(&server, &token).await.as_deref(), Some("apple_rn-v2:token"));
    assert_eq!(take_feedback(server.domain()).await.unwrap(), 0);
    assert!(asked.lock().unwrap().last().unwrap().contains("after=p2&"), "what was told is not asked for again");
    server.shutdown().await;
}
