//! Who asks and is gone before the answer: what was stored is told to everybody all the same.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use countersign_server::{Server, ServerConfig, Surroundings};
use countersign_server_domain::ports::journal::NoJournal;
use countersign_system::{OsRandom, SystemClock};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream, task::yield_now, time::timeout};
use tokio_tungstenite::{connect_async, tungstenite::client::IntoClientRequest};

const PASSWORD: &str = "a passphrase of some length";
/// How many posts are sent.
const POSTS: u32 = 150;
/// How much longer each one is waited for than the one before.
const STEP: Duration = Duration::from_micros(20);
const PATIENCE: Duration = Duration::from_secs(20);

struct Person {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Person {
    /// The first one, who is the administrator.
    async fn first(url: String) -> Self {
        let http = reqwest::Client::new();
        let account = json!({ "username": "ada", "email": "ada@example.com", "password": PASSWORD });
        assert_eq!(http.post(format!("{url}/api/v4/users")).json(&account).send().await.unwrap().status(), 201);
        let login = json!({ "login_id": "ada", "password": PASSWORD });
        let answer = http.post(format!("{url}/api/v4/users/login")).json(&login).send().await.unwrap();
        let token = answer.headers()["token"].to_str().unwrap().to_owned();
        Self { http, url, token }
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Value {
        let request = self.http.request(method.parse().unwrap(), format!("{}/api/v4{path}", self.url));
        let answer = request.bearer_auth(&self.token).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{method} {path}");
        answer.json().await.unwrap()
    }

    /// Sends a post and hangs up after a while.
    async fn post_and_go(&self, address: SocketAddr, channel: &str, number: u32) {
        let body = json!({ "channel_id": channel, "message": format!("number {number}") }).to_string();
        let request = format!(
            "POST /api/v4/posts HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let sent = Instant::now();
        while sent.elapsed() < STEP * number {
            yield_now().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_stored_is_told_though_the_author_has_hung_up() {
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..ServerConfig::new(folder.path()) };
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    let server = Server::start(config, surroundings).await.unwrap();
    let address: SocketAddr = server.url().trim_start_matches("http://").parse().unwrap();
    let ada = Person::first(server.url()).await;
    let team = ada.call("POST", "/teams", json!({ "name": "harbour", "display_name": "Harbour", "type": "O" })).await;
    let channel = json!({ "team_id": team["id"], "name": "pier", "display_name": "Pier", "type": "O" });
    let channel = ada.call("POST", "/channels", channel).await["id"].as_str().unwrap().to_owned();
    let mut request = format!("ws://{address}/api/v4/websocket").into_client_request().unwrap();
    request.headers_mut().insert("authorization", format!("Bearer {}", ada.token).parse().unwrap());
    let (mut socket, _) = connect_async(request).await.unwrap();

    for number in 0..POSTS {
        ada.post_and_go(address, &channel, number).await;
    }
    let last = ada.call("POST", "/posts", json!({ "channel_id": channel, "message": "the last" })).await;

    let page = ada.call("GET", &format!("/channels/{channel}/posts?per_page=200"), Value::Null).await;
    let mut untold: HashSet<String> =
        page["posts"].as_object().unwrap().values().filter(|post| post["type"] == "").map(id).collect();
    assert!(untold.len() > 1 && untold.contains(&id(&last)), "nothing was stored");
    while !untold.is_empty() {
        let Ok(Some(Ok(message))) = timeout(PATIENCE, socket.next()).await else { break };
        let event: Value = serde_json::from_str(message.to_text().unwrap()).unwrap_or_default();
        if event["event"] == "posted" {
            let post: Value = serde_json::from_str(event["data"]["post"].as_str().unwrap()).unwrap();
            untold.remove(&id(&post));
        }
    }
    assert_eq!(untold.len(), 0, "stored and never told: {untold:?}");
    server.shutdown().await;
}

fn id(post: &Value) -> String {
    post["id"].as_str().unwrap().to_owned()
}
