use std::sync::Arc;
use std::time::Duration;

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use countersign_primitives::{Clock, ManualClock, SequenceRandom, TimestampMs};
use countersign_server_domain::{
    domain::{Domain, DomainConfig, Ports},
    event::{Audience, EventKind},
    memory::{MemoryFiles, MemoryGateway, MemoryIntegrations, MemoryMailer, MemoryStore},
    ports::{
        bus::{BusListener, BusMessage, InProcessBus},
        journal::NoJournal,
    },
};
use countersign_server_files::Depot;
use countersign_server_http::{HttpConfig, HttpServer};
use http_body_util::BodyExt;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A server with an administrator, and a team of Ana and Ben with a channel they are in.
pub(crate) struct World {
    router: Router,
    clock: Arc<ManualClock>,
    heard: Arc<Heard>,
    /// What was written to people.
    pub(crate) letters: MemoryMailer,
    /// Other programs.
    pub(crate) programs: MemoryIntegrations,
    pub(crate) admin: User,
    pub(crate) ana: User,
    pub(crate) ben: User,
    pub(crate) team: String,
    pub(crate) room: String,
}

/// Somebody who is signed in.
#[derive(Clone, Default)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) token: String,
}

/// Events that were said.
#[derive(Default)]
pub(crate) struct Heard(Mutex<Vec<(String, Audience)>>);

impl BusListener for Heard {
    fn hear(&self, message: &BusMessage) {
        if let BusMessage::Event(event, _) = message {
            self.0.lock().push((name(&event.kind), event.audience.clone()));
        }
    }
}

/// An event's variant.
fn name(kind: &EventKind) -> String {
    format!("{kind:?}").split(['(', ' ', '{']).next().unwrap_or_default().to_owned()
}

impl World {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(ManualClock::new(TimestampMs(1_795_232_000_000)));
        let (letters, programs) = (MemoryMailer::default(), MemoryIntegrations::default());
        let ports = Ports {
            store: Arc::new(MemoryStore::default()),
            bus: Arc::new(InProcessBus::default()),
            files: Arc::new(MemoryFiles),
            gateway: Arc::new(MemoryGateway::default()),
            mailer: Arc::new(letters.clone()),
            integrations: Arc::new(programs.clone()),
            journal: Arc::new(NoJournal),
            clock: Arc::clone(&clock) as _,
            random: Arc::new(SequenceRandom::new(1)),
        };
        let domain = Domain::start(ports, &DomainConfig::default()).await.unwrap();
        let heard = Arc::new(Heard::default());
        domain.subscribe(Arc::clone(&heard) as Arc<dyn BusListener>);
        let files = Depot::in_memory(Arc::new(SequenceRandom::new(2)));
        let router = HttpServer::new(domain, files, HttpConfig::default()).router();
        let mut world = Self {
            router,
            clock,
            heard,
            letters,
            programs,
            admin: User::default(),
            ana: User::default(),
            ben: User::default(),
            team: String::new(),
            room: String::new(),
        };
        world.people().await;
        world
    }

    async fn people(&mut self) {
        self.admin = self.sign_up(&User::default(), "admin").await;
        let admin = self.admin.clone();
        self.ana = self.sign_up(&admin, "ana").await;
        self.ben = self.sign_up(&admin, "ben").await;
        let ana = self.ana.clone();
        let team = json!({ "name": "alpha", "display_name": "Alpha", "type": "O" });
        self.team = id(&self.ok(&ana, "POST", "/teams", team).await);
        let joins = json!({ "team_id": self.team, "user_id": self.ben.id });
        self.ok(&ana, "POST", &format!("/teams/{}/members", self.team), joins).await;
        self.room = self.channel(&ana, "room", "O").await;
        let joins = json!({ "user_id": self.ben.id });
        self.ok(&ana, "POST", &format!("/channels/{}/members", self.room), joins).await;
        let view = json!({ "channel_id": self.room });
        let ben = self.ben.clone();
        self.ok(&ben, "POST", "/channels/members/me/view", view).await;
        self.heard();
    }

    async fn sign_up(&self, by: &User, name: &str) -> User {
        let new = json!({ "username": name, "email": format!("{name}@example.com"), "password": "password-1" });
        let made = self.ok(by, "POST", "/users", new).await;
        assert_eq!(made["username"], name);
        self.sign_in(name, "password-1").await
    }

    pub(crate) async fn channel(&self, by: &User, name: &str, kind: &str) -> String {
        let new = json!({ "team_id": self.team, "name": name, "display_name": name, "type": kind });
        id(&self.ok(by, "POST", "/channels", new).await)
    }

    /// Posts, each post a millisecond later than the one before.
    pub(crate) async fn post(&self, by: &User, message: &str, root_id: &str) -> String {
        self.clock.advance(Duration::from_millis(1));
        let new = json!({ "channel_id": self.room, "message": message, "root_id": root_id });
        let made = id(&self.ok(by, "POST", "/posts", new).await);
        self.clock.advance(Duration::from_millis(1));
        made
    }

    /// The answer's body; it must be a success.
    pub(crate) async fn ok(&self, by: &User, method: &str, path: &str, body: Value) -> Value {
        let (status, _, answer) = self.send(by, method, path, Some(body)).await;
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    pub(crate) async fn get(&self, by: &User, path: &str) -> Value {
        let (status, _, answer) = self.send(by, "GET", path, None).await;
        assert_eq!(status, 200, "GET {path}: {answer}");
        answer
    }

    /// The status and the error's id of a refusal.
    pub(crate) async fn refused(&self, by: &User, method: &str, path: &str, body: Value) -> (u16, String) {
        let (status, _, answer) = self.send(by, method, path, Some(body)).await;
        assert_eq!(answer["status_code"], json!(status), "{method} {path}: {answer}");
        (status, answer["id"].as_str().unwrap_or_default().to_owned())
    }

    /// The status and the error's id, which is empty for an answer that is no refusal.
    pub(crate) async fn refused_or_ok(&self, by: &User, method: &str, path: &str, body: Value) -> (u16, String) {
        let (status, _, answer) = self.send(by, method, path, Some(body)).await;
        (status, answer["id"].as_str().unwrap_or_default().to_owned())
    }

    /// What was said since the last time: events and whom they are for.
    pub(crate) fn heard(&self) -> Vec<(String, Audience)> {
        std::mem::take(&mut *self.heard.0.lock())
    }

    /// Names of what was said since the last time.
    pub(crate) fn events(&self) -> Vec<String> {
        self.heard().into_iter().map(|(name, _)| name).collect()
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// The time in seconds.
    pub(crate) fn now_secs(&self) -> i64 {
        self.clock.now().0 / 1000
    }

    /// Another session of somebody.
    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> User {
        let login = json!({ "login_id": name, "password": password });
        let (status, token, answer) = self.send(&User::default(), "POST", "/users/login", Some(login)).await;
        assert_eq!(status, 200, "{answer}");
        User { id: id(&answer), token }
    }

    /// The objects of an answer that has one a line.
    pub(crate) async fn lines(&self, by: &User, path: &str) -> Vec<Value> {
        let request = Request::builder().uri(format!("/api/v4{path}"));
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", by.token));
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/x-ndjson");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.into()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Uploads a file into the room.
    pub(crate) async fn file(&self, by: &User, name: &str) -> String {
        let request = Request::builder()
            .method("POST")
            .uri(format!("/api/v4/files?channel_id={}&filename={name}", self.room))
            .header(header::CONTENT_LENGTH, "4")
            .header(header::AUTHORIZATION, format!("Bearer {}", by.token));
        let response = self.router.clone().oneshot(request.body(Body::from("text")).unwrap()).await.unwrap();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        answer["file_infos"][0]["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// What another program sends to a page outside the API, and what it gets: status and body.
    pub(crate) async fn program(&self, path: &str, kind: &str, body: &str) -> (u16, String) {
        self.clock.advance(Duration::from_millis(1));
        let request = Request::builder().method("POST").uri(path).header(header::CONTENT_TYPE, kind);
        let response = self.router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(bytes.into()).unwrap())
    }

    async fn send(&self, by: &User, method: &str, path: &str, body: Option<Value>) -> (u16, String, Value) {
        let mut request = Request::builder().method(method).uri(format!("/api/v4{path}"));
        if !by.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", by.token));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let token = response.headers().get("token").map(|token| token.to_str().unwrap().to_owned());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, token.unwrap_or_default(), serde_json::from_slice(&bytes).unwrap_or_default())
    }
}

/// The `id` of an object.
pub(crate) fn id(object: &Value) -> String {
    object["id"].as_str().unwrap().to_owned()
}
