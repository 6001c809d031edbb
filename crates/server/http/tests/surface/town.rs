//! A server with a few people in it.

use serde_json::{Value, json};

use crate::{
    client::{Call, Reply},
    server::Server,
    socket::Socket,
};

/// A server, its administrator, one team and one public channel of it.
pub(crate) struct Town {
    pub(crate) server: Server,
    pub(crate) admin: Person,
    pub(crate) team: String,
    pub(crate) channel: String,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) token: String,
}

impl Town {
    pub(crate) async fn new() -> Self {
        let server = Server::start().await;
        let admin = Person { id: String::new(), token: String::new() };
        let mut town = Self { server, admin, team: String::new(), channel: String::new() };
        town.admin = town.stranger("admin").await;
        let settings = json!({
            "ServiceSettings": { "SiteURL": town.server.site() },
            "EmailSettings": { "PushNotificationContents": "full", "PushNotificationServer": "http://127.0.0.1:9" },
        });
        town.ask(&town.admin, "PUT", "/api/v4/config/patch", &settings).await;
        let team = json!({ "name": "alpha", "display_name": "Alpha", "type": "O", "allow_open_invite": true });
        town.team = id(&town.ask(&town.admin, "POST", "/api/v4/teams", &team).await);
        town.channel = town.new_channel("lounge", "O", &[]).await;
        town
    }

    /// Somebody in no team.
    pub(crate) async fn stranger(&self, name: &str) -> Person {
        let password = format!("Passw0rd-{name}");
        let account = json!({ "username": name, "email": format!("{name}@example.com"), "password": password });
        let mut call = Call::new("POST", "/api/v4/users").json(&account);
        if !self.admin.token.is_empty() {
            call = call.bearer(&self.admin.token);
        }
        let made = id(&self.send(call).await);
        Person { id: made, token: self.sign_in(name).await }
    }

    /// Another session of somebody.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let body = json!({ "login_id": name, "password": format!("Passw0rd-{name}") });
        let signed_in = self.send(Call::new("POST", "/api/v4/users/login").json(&body)).await;
        signed_in.header("token").unwrap_or_else(|| panic!("{}", signed_in.text())).to_owned()
    }

    /// Somebody in the team and in its channel.
    pub(crate) async fn member(&self, name: &str) -> Person {
        let person = self.stranger(name).await;
        let member = json!({ "team_id": self.team, "user_id": person.id });
        self.ask(&self.admin, "POST", &format!("/api/v4/teams/{}/members", self.team), &member).await;
        self.join(&self.channel, &person).await;
        person
    }

    pub(crate) async fn join(&self, channel: &str, person: &Person) {
        let body = json!({ "user_id": person.id });
        let joined = self.ask(&self.admin, "POST", &format!("/api/v4/channels/{channel}/members"), &body).await;
        assert_eq!(joined.status, 201, "{}", joined.text());
    }

    /// A channel of the administrator's.
    pub(crate) async fn new_channel(&self, name: &str, kind: &str, members: &[&Person]) -> String {
        let body = json!({ "team_id": self.team, "name": name, "display_name": name, "type": kind });
        let channel = id(&self.ask(&self.admin, "POST", "/api/v4/channels", &body).await);
        for member in members {
            self.join(&channel, member).await;
        }
        channel
    }

    pub(crate) async fn post(&self, author: &Person, channel: &str, text: &str) -> Value {
        let body = json!({ "channel_id": channel, "message": text });
        let posted = self.ask(author, "POST", "/api/v4/posts", &body).await;
        assert_eq!(posted.status, 201, "{}", posted.text());
        posted.json()
    }

    pub(crate) async fn ask(&self, person: &Person, method: &str, path: &str, body: &Value) -> Reply {
        self.send(Call::new(method, path).bearer(&person.token).json(body)).await
    }

    pub(crate) async fn get(&self, person: &Person, path: &str) -> Reply {
        self.send(Call::new("GET", path).bearer(&person.token)).await
    }

    pub(crate) async fn send(&self, call: Call) -> Reply {
        self.server.pass(std::time::Duration::from_millis(3));
        call.send(self.server.address).await.expect("the server answers")
    }

    /// A socket of somebody's.
    pub(crate) async fn open(&self, person: &Person, query: &str) -> Socket {
        let headers = [("authorization".to_owned(), format!("Bearer {}", person.token))];
        let path = format!("/api/v4/websocket{query}");
        let mut socket = Socket::open(self.server.address, &path, &headers).await.expect("the socket opens");
        // It is open before the server knows whose it is; one that goes on where another was lost is not greeted.
        if query.is_empty() {
            socket.wait(1, std::time::Duration::from_secs(10)).await;
        }
        socket
    }
}

fn id(made: &Reply) -> String {
    made.json()["id"].as_str().unwrap_or_else(|| panic!("{}", made.text())).to_owned()
}

/// The answer is a refusal as the incumbent writes them.
pub(crate) fn assert_refused(reply: &Reply, status: u16, refusal: &str) {
    assert_eq!((reply.status, reply.json()["id"].as_str()), (status, Some(refusal)), "{}", reply.text());
    assert_shape(reply);
}

/// A refusal has an id, a message, its status, and the id of its request, nothing else.
pub(crate) fn assert_shape(reply: &Reply) {
    let body = reply.json();
    let keys: Vec<_> = body.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    if body["id"] == "api.context.404.app_error" {
        assert_eq!(keys, ["detailed_error", "id", "message", "status_code"], "{}", reply.text());
        return;
    }
    assert_eq!(keys, ["detailed_error", "id", "message", "request_id", "status_code"], "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(body["status_code"], reply.status);
    assert_eq!(body["request_id"].as_str(), reply.header("x-request-id"));
    assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()), "{}", reply.text());
}
