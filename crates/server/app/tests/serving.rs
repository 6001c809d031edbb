//! A server from its start to its end, over real sockets and a real database.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{
    io::Write,
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use countersign_loopback::{Peer, PeerOptions, Received, Reply};
use countersign_server::{RunningServer, Server, ServerConfig, StartError, Surroundings};
use countersign_server_domain::ports::journal::NoJournal;
use countersign_system::{OsRandom, SystemClock};
use serde_json::{Value, json};

const PASSWORD: &str = "a passphrase of some length";
const TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn surroundings() -> Surroundings {
    Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) }
}

fn config(folder: &Path) -> ServerConfig {
    ServerConfig { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..ServerConfig::new(folder) }
}

async fn start(folder: &Path) -> RunningServer {
    Server::start(config(folder), surroundings()).await.unwrap()
}

struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Client {
    async fn sign_in(server: &RunningServer, username: &str) -> Self {
        let http = reqwest::Client::new();
        let login = json!({"login_id": username, "password": PASSWORD});
        let answer = http.post(format!("{}/api/v4/users/login", server.url())).json(&login).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let token = answer.headers()["token"].to_str().unwrap().to_owned();
        Self { http, url: server.url(), token }
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Value {
        let request = self.http.request(method.parse().unwrap(), format!("{}/api/v4{path}", self.url));
        let answer = request.bearer_auth(&self.token).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{method} {path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }
}

async fn register(server: &RunningServer, username: &str) -> Value {
    let account = json!({"username": username, "email": format!("{username}@example.com"), "password": PASSWORD});
    let url = format!("{}/api/v4/users", server.url());
    let answer = reqwest::Client::new().post(url).json(&account).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path()).await;
    assert_eq!(register(&server, "ada").await["roles"], "system_admin system_user");
    let team = json!({"name": "harbour", "display_name": "Harbour", "type": "O"});
    let team = Client::sign_in(&server, "ada").await.call("POST", "/teams", team).await;
    server.shutdown().await;

    let server = start(folder.path()).await;
    let ada = Client::sign_in(&server, "ada").await;
    let teams = ada.call("GET", "/users/me/teams", Value::Null).await;
    assert_eq!(teams[0]["id"], team["id"]);
    server.shutdown().await;
}

#[tokio::test]
async fn a_data_folder_serves_one_server_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(folder.path()).await;
    let second = Server::start(config(folder.path()), surroundings()).await;
    assert!(matches!(second, Err(StartError::DataFolder(_))));
    first.shutdown().await;
    start(folder.path()).await.shutdown().await;
}

/// The server also asks for late verdicts.
async fn first_push(gateway: &Peer) -> Received {
    let mut asked = 1;
    loop {
        let received = gateway.wait_for(asked).await;
        if let Some(push) = received.iter().find(|request| request.path == "/api/v1/send_push") {
            return push.clone();
        }
        asked = received.len() + 1;
    }
}

#[tokio::test]
async fn a_message_reaches_the_gateway_as_a_push_and_waits_while_it_is_away() {
    let folder = tempfile::tempdir().unwrap();
    // Nobody listens on port 9 of this machine's loopback.
    let away = ServerConfig { push_gateway_url: Some("http://127.0.0.1:9".to_owned()), ..config(folder.path()) };
    let server = Server::start(away, surroundings()).await.unwrap();
    let ana = register(&server, "ana").await["id"].clone();
    countersign_server_domain::system::preset_settings(server.domain(), |settings| {
        settings.team_settings.enable_open_server = true;
    })
    .await
    .unwrap();
    let ben = register(&server, "ben").await["id"].clone();
    let device = json!({"device_id": format!("apple_rn-v2:{TOKEN}")});
    Client::sign_in(&server, "ben").await.call("PUT", "/users/sessions/device", device).await;
    let from_ana = Client::sign_in(&server, "ana").await;
    let channel = from_ana.call("POST", "/channels/direct", json!([ana, ben])).await;
    let post = json!({"channel_id": channel["id"], "message": "the tide turns at six"});
    let post = from_ana.call("POST", "/posts", post).await;
    server.shutdown().await;

    let gateway = Peer::http1(PeerOptions::clear(), |asked: &Received| match asked.path.as_str() {
        "/api/v1/send_push" => Reply::json(200, r#"{"status":"OK"}"#),
        _ => Reply::json(404, "{}"),
    })
    .await;
    let there = ServerConfig {
        push_gateway_url: Some(format!("http://{}", gateway.address())),
        push_gateway_token: Some(countersign_primitives::Secret::new("t0ken".to_owned())),
        ..config(folder.path())
    };
    let server = Server::start(there, surroundings()).await.unwrap();
    let push = first_push(&gateway).await;
    assert_eq!(push.header("authorization"), "Bearer t0ken");
    let body = String::from_utf8_lossy(&push.body).into_owned();
    let push: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(push["post_id"], post["id"]);
    assert_eq!(push["device_id"], TOKEN);
    assert!(!body.contains("tide"), "only the id leaves");
    server.shutdown().await;
}

#[test]
fn an_administrator_is_made_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-server"))
        .args(["admin", "create", "--username", "ada", "--email", "ada@example.com", "--data"])
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(command.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    let output = command.wait_with_output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && !log.contains(PASSWORD), "{log}");

    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let server = start(folder.path()).await;
        let me = Client::sign_in(&server, "ada").await.call("GET", "/users/me", Value::Null).await;
        assert_eq!(me["roles"], "system_admin system_user");
        server.shutdown().await;
    });
}

#[test]
fn an_address_that_is_none_is_refused_with_what_to_write() {
    let output = Command::new(env!("CARGO_BIN_EXE_countersign-server"))
        .args(["serve", "--push-gateway", "push.example.com"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("https://host"));
}
