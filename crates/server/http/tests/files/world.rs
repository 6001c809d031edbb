//! A server in memory and the people on it, asked without a network.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use bytes::Bytes;
use countersign_primitives::{ManualClock, SequenceRandom, TimestampMs};
use countersign_server_domain::{
    domain::{Domain, DomainConfig, Ports},
    memory::{MemoryFiles, MemoryGateway, MemoryStore},
    ports::{bus::InProcessBus, integrations::NoIntegrations, journal::NoJournal, mailer::NoMailer},
};
use countersign_server_files::Depot;
use countersign_server_http::{HttpConfig, HttpServer};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A server with one team and one channel in it.
pub(crate) struct World {
    router: Router,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) files: Depot,
    pub(crate) admin: Person,
    pub(crate) team: String,
    pub(crate) channel: String,
}

/// Somebody with an account.
#[derive(Clone, Default)]
pub(crate) struct Person {
    pub(crate) id: String,
    token: String,
}

/// What was answered.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl World {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(ManualClock::new(TimestampMs(1_795_232_000_000)));
        let ports = Ports {
            store: Arc::new(MemoryStore::default()),
            bus: Arc::new(InProcessBus::default()),
            files: Arc::new(MemoryFiles),
            gateway: Arc::new(MemoryGateway::default()),
            mailer: Arc::new(NoMailer),
            integrations: Arc::new(NoIntegrations),
            journal: Arc::new(NoJournal),
            clock: Arc::clone(&clock) as _,
            random: Arc::new(SequenceRandom::new(1)),
        };
        let domain = Domain::start(ports, &DomainConfig::default()).await.unwrap();
        let files = Depot::in_memory(Arc::new(SequenceRandom::new(2)));
        let router = HttpServer::new(domain, files.clone(), HttpConfig::default()).router();
        let (admin, team, channel) = (Person::default(), String::new(), String::new());
        let mut world = Self { router, clock, files, admin, team, channel };
        world.admin = world.account("admin").await;
        world.configure(&json!({ "TeamSettings": { "EnableOpenServer": true } })).await;
        let admin = world.admin.clone();
        let team = json!({ "name": "alpha", "display_name": "Alpha", "type": "O" });
        world.team = world.post(&admin, "/teams", &team).await.id();
        world.channel = world.new_channel(&admin, "room", "O").await;
        world
    }

    /// Somebody without a team.
    pub(crate) async fn account(&self, name: &str) -> Person {
        let account = json!({ "username": name, "email": format!("{name}@example.com"), "password": "correct horse" });
        let id = self.post(&Person::default(), "/users", &account).await.id();
        let reply = self
            .post(&Person::default(), "/users/login", &json!({ "login_id": name, "password": "correct horse" }))
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
        Person { id, token: reply.header("token").to_owned() }
    }

    /// Somebody in the team.
    pub(crate) async fn colleague(&self, name: &str) -> Person {
        let person = self.account(name).await;
        let member = json!({ "team_id": self.team, "user_id": person.id });
        let path = format!("/teams/{}/members", self.team);
        assert_eq!(self.post(&self.admin, &path, &member).await.status, StatusCode::CREATED);
        person
    }

    /// Somebody in the channel.
    pub(crate) async fn member(&self, name: &str) -> Person {
        let person = self.colleague(name).await;
        let path = format!("/channels/{}/members", self.channel);
        let reply = self.post(&self.admin, &path, &json!({ "user_id": person.id })).await;
        assert_eq!(reply.status, StatusCode::CREATED);
        person
    }

    pub(crate) async fn new_channel(&self, maker: &Person, name: &str, kind: &str) -> String {
        let channel = json!({ "team_id": self.team, "name": name, "display_name": name, "type": kind });
        self.post(maker, "/channels", &channel).await.id()
    }

    pub(crate) async fn configure(&self, settings: &Value) {
        let reply = self.send(&self.admin, "PUT", "/config/patch", &[], settings.to_string()).await;
        assert_eq!(reply.status, StatusCode::OK);
    }

    pub(crate) async fn get(&self, person: &Person, path: &str) -> Reply {
        self.send(person, "GET", path, &[], "").await
    }

    pub(crate) async fn post(&self, person: &Person, path: &str, body: &Value) -> Reply {
        self.send(person, "POST", path, &[], body.to_string()).await
    }

    pub(crate) async fn delete(&self, person: &Person, path: &str) -> Reply {
        self.send(person, "DELETE", path, &[], "").await
    }

    /// Sends a form; a part with a file name is a file.
    pub(crate) async fn form(&self, person: &Person, path: &str, parts: &[Part<'_>]) -> Reply {
        let mut body = Vec::new();
        for part in parts {
            let name = part.file_name.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
            let head = format!("--bound\r\nContent-Disposition: form-data; name=\"{}\"{name}\r\n\r\n", part.name);
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(part.content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--bound--\r\n");
        let kind = [("content-type", "multipart/form-data; boundary=bound")];
        self.send(person, "POST", path, &kind, body).await
    }

    pub(crate) async fn send(
        &self,
        person: &Person,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let path = if path.contains("/public?") { path.to_owned() } else { format!("/api/v4{path}") };
        let mut request = Request::builder().method(method).uri(path);
        if !person.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", person.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        Reply { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
    }
}

/// A part of a form.
pub(crate) struct Part<'a> {
    name: &'a str,
    file_name: Option<&'a str>,
    content: &'a [u8],
}

/// A part that is a text.
pub(crate) fn text<'a>(name: &'a str, content: &'a str) -> Part<'a> {
    Part { name, file_name: None, content: content.as_bytes() }
}

/// A part that is a file.
pub(crate) fn file<'a>(name: &'a str, file_name: &'a str, content: &'a [u8]) -> Part<'a> {
    Part { name, file_name: Some(file_name), content }
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The id of what was made.
    pub(crate) fn id(&self) -> String {
        let json = self.json();
        assert!(self.status.is_success(), "{json}");
        json["id"].as_str().unwrap_or_else(|| panic!("{} {json}", self.status)).to_owned()
    }

    /// Status and id of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["id"].as_str().unwrap_or_default().to_owned())
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

/// A picture of one colour.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(width, height, image::Rgb([200, 30, 60]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}
