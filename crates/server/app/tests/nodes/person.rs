//! Somebody with a client and a socket.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

const PASSWORD: &str = "a passphrase of some length";
/// How long anything may take on a machine with much to do.
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Person {
    http: reqwest::Client,
    pub(crate) token: String,
    pub(crate) id: String,
}

impl Person {
    /// Makes an account on a node and signs in there.
    pub(crate) async fn register(url: &str, username: &str) -> Self {
        let http = reqwest::Client::new();
        let account = json!({"username": username, "email": format!("{username}@example.com"), "password": PASSWORD});
        let made = http.post(format!("{url}/api/v4/users")).json(&account).send().await.unwrap();
        assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
        Self::sign_in(url, username).await
    }

    /// Signs in on a node; the session is good on all.
    pub(crate) async fn sign_in(url: &str, username: &str) -> Self {
        let http = reqwest::Client::new();
        let login = json!({"login_id": username, "password": PASSWORD});
        let answer = http.post(format!("{url}/api/v4/users/login")).json(&login).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let token = answer.headers()["token"].to_str().unwrap().to_owned();
        let me: Value = answer.json().await.unwrap();
        Self { http, token, id: me["id"].as_str().unwrap().to_owned() }
    }

    /// Asks a node; the status and the body.
    pub(crate) async fn ask(&self, url: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
        let request = self.http.request(method.parse().unwrap(), format!("{url}/api/v4{path}"));
        let answer = request.bearer_auth(&self.token).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// The same, which must succeed.
    pub(crate) async fn call(&self, url: &str, method: &str, path: &str, body: Value) -> Value {
        let (status, body) = self.ask(url, method, path, body).await;
        assert!((200..300).contains(&status), "{method} {path}: {status} {body}");
        body
    }

    /// Waits until a page has this status.
    pub(crate) async fn until(&self, url: &str, path: &str, status: u16) {
        let asking = async {
            while self.ask(url, "GET", path, Value::Null).await.0 != status {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("{path} should have become {status}"));
    }

    /// Opens a socket on a node. `claim` is the connection it wants to go on with, and the next number.
    pub(crate) async fn listen(&self, url: &str, claim: Option<(&str, i64)>) -> Socket {
        let (id, number) = claim.unwrap_or(("", 0));
        let address = url.replace("http://", "ws://");
        let address = format!("{address}/api/v4/websocket?connection_id={id}&sequence_number={number}");
        let mut request = address.into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {}", self.token).parse().unwrap());
        Socket { stream: connect_async(request).await.unwrap().0 }
    }
}

/// A socket.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// The next event; `None` when the socket is closed.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("something should have come") {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// The next event of this name.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("the socket closed before {name}"));
            if event["event"] == name {
                return event;
            }
        }
    }

    /// Waits until it closes.
    pub(crate) async fn closed(&mut self) {
        while self.next().await.is_some() {}
    }

    /// Says that its user types.
    pub(crate) async fn types(&mut self, channel_id: &str) {
        let request = json!({"action": "user_typing", "seq": 1, "data": {"channel_id": channel_id, "parent_id": ""}});
        self.stream.send(Message::text(request.to_string())).await.unwrap();
    }
}
