//! The server of one flow, its people, and what they did before.

use std::{collections::BTreeSet, time::Duration};

use countersign_primitives::Clock;
use countersign_server_domain::ports::gateway::GatewayError;
use countersign_wire_push::PushAnswer;
use serde_json::{Map, Value, json};

use super::{
    given::{Act, Given},
    mask::Labels,
    recording::Flow,
};
use crate::{
    client::{Call, Reply},
    server::Server,
};

/// How much time passes between two calls.
const BETWEEN: Duration = Duration::from_millis(7);

/// How long presence may take to change.
const PRESENCE: Duration = Duration::from_secs(2);

pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) labels: Labels,
}

impl World {
    pub(crate) async fn new(flow: &Flow, text: &str, given: &Given) -> Self {
        let server = Server::start().await;
        let mut world = Self { server, labels: Labels::default() };
        world.labels.bind("<unknown-id>", &"a".repeat(26));
        world.labels.bind("<site>", &world.server.site());
        world.labels.bind("<host>", &world.server.address.to_string());
        world.labels.bind("<client-ip>", "127.0.0.1");
        world.labels.bind("<push-proxy>", "http://127.0.0.1:9");
        world.administrator().await;
        world.settings(flow, given).await;
        world.team().await;
        for name in people(text) {
            if !given.born_later.contains(&name) {
                world.person(&name, given).await;
            }
        }
        for act in &given.first {
            world.act(&Act::read(act)).await;
        }
        world
    }

    async fn administrator(&mut self) {
        let admin = json!({ "username": "admin", "email": "admin@example.com", "password": "Passw0rd-admin" });
        let made = self.send(Call::new("POST", "/api/v4/users").json(&admin)).await;
        self.bind_id("<user:admin>", &made);
        self.sign_in("admin", "<token:admin:1>").await;
    }

    /// The settings of the recordings.
    async fn settings(&mut self, flow: &Flow, given: &Given) {
        let site = self.server.site();
        let base = json!({
            "ServiceSettings": {
                "SiteURL": site, "CollapsedThreads": "always_on", "EnableMultifactorAuthentication": true,
                "EnableUserAccessTokens": true, "EnablePostUsernameOverride": true, "EnablePostIconOverride": true,
                "SessionLengthWebInHours": 4320, "SessionLengthMobileInHours": 4320, "SessionLengthSSOInHours": 4320,
                "TerminateSessionsOnPasswordChange": false, "EnableIncomingWebhooks": true,
                "EnableBotAccountCreation": true, "EnableAPIPostDeletion": true,
            },
            "TeamSettings": { "EnableOpenServer": true, "SiteName": "Mattermost" },
            "FileSettings": { "EnablePublicLink": true },
            "EmailSettings": {
                "PushNotificationContents": "full", "PushNotificationServer": "http://127.0.0.1:9",
                "SendEmailNotifications": false,
            },
        });
        self.admin("PUT", "/api/v4/config/patch", &base).await;
        if let Some(mode) = flow.settings["CollapsedThreads"].as_str() {
            let threads = json!({ "ServiceSettings": { "CollapsedThreads": mode } });
            self.admin("PUT", "/api/v4/config/patch", &threads).await;
        }
        if !given.settings.is_empty() {
            self.admin("PUT", "/api/v4/config/patch", &Value::Object(given.settings.clone())).await;
        }
    }

    async fn team(&mut self) {
        let alpha = json!({ "name": "alpha", "display_name": "Alpha", "type": "O", "allow_open_invite": true });
        let made = self.admin("POST", "/api/v4/teams", &alpha).await;
        self.bind_id("<team:alpha>", &made);
        if let Some(invite) = made.json()["invite_id"].as_str() {
            self.labels.bind("<invite:alpha>", invite);
        }
        for channel in ["town-square", "off-topic"] {
            let path = format!("/api/v4/teams/<team:alpha>/channels/name/{channel}");
            let found = self.admin("GET", &path, &Value::Null).await;
            self.bind_id(&format!("<channel:{channel}>"), &found);
        }
    }

    async fn person(&mut self, name: &str, given: &Given) {
        let account = json!({
            "username": name, "email": format!("{name}@example.com"), "password": format!("Passw0rd-{name}"),
        });
        let mut account: Map<_, _> = account.as_object().cloned().unwrap_or_default();
        account.extend(given.people.get(name).cloned().unwrap_or_default());
        let made = self.admin("POST", "/api/v4/users", &Value::Object(account)).await;
        let mask = format!("<user:{name}>");
        self.bind_id(&mask, &made);
        if !given.outsiders.contains(&name.to_owned()) {
            let member = json!({ "team_id": "<team:alpha>", "user_id": mask });
            self.admin("POST", "/api/v4/teams/<team:alpha>/members", &member).await;
        }
        // The recorder signed everybody in at once.
        self.sign_in(name, &format!("<token:{name}:1>")).await;
    }

    /// Finds out what a mask stands for that no recorded answer gives: a moment ahead, or the token of somebody who can
    /// sign in. Whether that could be.
    pub(crate) async fn find_out(&mut self, mask: &str) -> bool {
        let hours = mask.strip_prefix("<in:").and_then(|rest| rest.strip_suffix("h>")?.parse::<i64>().ok());
        if let Some(hours) = hours {
            self.labels.bind(mask, &(self.server.clock.now().0 + hours * 3_600_000).to_string());
            return true;
        }
        let Some(label) = mask.strip_prefix("<token:") else { return false };
        let name = label.split([':', '>']).next().unwrap_or_default().to_owned();
        let is_known = self.labels.get(&format!("<user:{name}>")).is_some();
        if is_known {
            self.sign_in(&name, mask).await;
        }
        is_known
    }

    async fn sign_in(&mut self, name: &str, mask: &str) {
        let body = json!({ "login_id": name, "password": format!("Passw0rd-{name}") });
        let call = Call::new("POST", "/api/v4/users/login").json(&body).header("x-requested-with", "XMLHttpRequest");
        let signed_in = self.send(call).await;
        let token = signed_in.header("token").unwrap_or_else(|| panic!("{name}: {}", signed_in.text()));
        self.labels.bind(mask, token);
        if !mask.ends_with(":cookie>") {
            self.labels.bind(&format!("<token:{name}>"), token);
            return;
        }
        let mut cookies = signed_in.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        if let Some(csrf) = cookies.find_map(|cookie| cookie.strip_prefix("MMCSRF=")) {
            let csrf = csrf.split(';').next().unwrap_or_default();
            self.labels.bind(&format!("<csrf:{name}>"), csrf);
        }
    }

    /// A call of the administrator's that must work.
    pub(crate) async fn admin(&mut self, method: &str, path: &str, body: &Value) -> Reply {
        self.call("admin", method, path, &if body.is_null() { String::new() } else { body.to_string() }).await
    }

    async fn call(&mut self, caller: &str, method: &str, path: &str, body: &str) -> Reply {
        let mask = format!("<token:{caller}>");
        if self.labels.get(&mask).is_none() {
            self.sign_in(caller, &format!("<token:{caller}:1>")).await;
        }
        let token = self.labels.get(&mask).unwrap_or_default().to_owned();
        let fill = |text: &str| self.labels.fill(text).unwrap_or_else(|mask| panic!("{path} {body}: what is {mask}?"));
        let mut call = Call::new(method, &fill(path)).bearer(&token);
        if let Some(picture) = super::form::described(body, "") {
            call = call.raw("application/octet-stream", picture);
        } else if !body.is_empty() {
            call = call.raw("application/json", fill(body));
        }
        self.send(call).await
    }

    /// Waits until somebody's presence is as wanted, but not for ever: some do not change by a socket.
    pub(crate) async fn wait_for_presence(&self, user_id: &str, is_wanted: impl Fn(&str) -> bool) {
        let path = format!("/api/v4/users/{user_id}/status");
        let wanted = async {
            loop {
                let call = Call::new("GET", &path).bearer(self.labels.get("<token:admin>").unwrap_or_default());
                // No time passes while waiting.
                let status = call.send(self.server.address).await.expect("the server answers").json();
                if status["status"].as_str().is_none_or(&is_wanted) {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        drop(tokio::time::timeout(PRESENCE, wanted).await);
    }

    pub(crate) async fn send(&self, call: Call) -> Reply {
        self.server.pass(BETWEEN);
        call.send(self.server.address).await.expect("the server answers")
    }

    /// Does what is given. Whether it could.
    pub(crate) async fn act(&mut self, act: &Act) {
        match act {
            Act::Channel { name, display_name, kind, maker, members } => {
                self.channel((name, display_name), kind, maker, members).await;
            }
            Act::Direct(pair) => {
                let ids: Vec<_> = pair.iter().map(|name| format!("<user:{name}>")).collect();
                let made = self.call(&pair[0], "POST", "/api/v4/channels/direct", &json!(ids).to_string()).await;
                self.bind_id(&format!("<channel:dm-{}>", pair.join("-")), &made);
            }
            Act::Post { mask, author, channel, root, text } => {
                let mask = Some(angled(mask)).filter(|mask| mask != "<->");
                let root = root.as_deref().map(angled).unwrap_or_default();
                self.post(mask.as_deref(), (author, channel, &root), text).await;
            }
            Act::Posts { count, author, channel, text } => {
                for number in 0..*count {
                    self.post(None, (author, channel, ""), &format!("{text} {number}")).await;
                }
            }
            Act::Time(mask) => {
                let next = self.server.clock.now().0 + i64::try_from(BETWEEN.as_millis()).unwrap_or_default();
                self.labels.bind(mask, &next.to_string());
            }
            Act::Secret(mask) => self.labels.bind(mask, &"z9".repeat(13)),
            Act::Gateway(answer) => self.server.gateway.answer_next(match answer.as_str() {
                "REMOVE" => Ok(PushAnswer::remove()),
                "FAIL" => Ok(PushAnswer::fail("no")),
                _ => Err(GatewayError::Unreachable("500".to_owned())),
            }),
            Act::AckFails => self.server.gateway.refuse_next_ack(GatewayError::Unreachable("500".to_owned())),
            Act::Call { caller, method, path, body, bind } => {
                let answer = self.call(caller, method, path, body).await;
                if let Some((mask, pointer)) = bind {
                    let answer = answer.json();
                    if let Some(value) = answer.pointer(pointer) {
                        self.labels.bind(mask, value.as_str().unwrap_or(&value.to_string()));
                    }
                }
            }
            Act::Code { mask, secret } => {
                let secret = self.labels.get(secret).unwrap_or_else(|| panic!("what is {secret}?"));
                // The call that uses it comes a little later.
                let shown = super::code::code(secret, (self.server.clock.now() + BETWEEN).as_secs());
                self.labels.bind(mask, &shown);
            }
            Act::Pass(seconds) => self.server.pass(Duration::from_secs(*seconds)),
            Act::Open { .. } | Act::Again { .. } | Act::Drop(_) => {}
        }
    }

    pub(crate) async fn post(&mut self, mask: Option<&str>, (author, channel, root): (&str, &str, &str), text: &str) {
        let body = json!({ "channel_id": format!("<channel:{channel}>"), "root_id": root, "message": text });
        let made = self.call(author, "POST", "/api/v4/posts", &body.to_string()).await;
        assert_eq!(made.status, 201, "{text}: {}", made.text());
        if let Some(mask) = mask {
            self.bind_id(mask, &made);
        }
    }

    async fn channel(&mut self, (name, display_name): (&str, &str), kind: &str, maker: &str, members: &[String]) {
        let body =
            json!({ "team_id": "<team:alpha>", "name": name, "display_name": display_name, "type": kind }).to_string();
        let made = self.call(maker, "POST", "/api/v4/channels", &body).await;
        let mask = format!("<channel:{name}>");
        self.bind_id(&mask, &made);
        for member in members {
            let body = json!({ "user_id": format!("<user:{member}>") }).to_string();
            self.call(maker, "POST", &format!("/api/v4/channels/{mask}/members"), &body).await;
        }
    }

    fn bind_id(&mut self, mask: &str, made: &Reply) {
        let id = made.json()["id"].as_str().unwrap_or_else(|| panic!("{mask}: {}", made.text())).to_owned();
        self.labels.bind(mask, &id);
    }
}

/// A mask, whether its brackets are written or not.
fn angled(mask: &str) -> String {
    format!("<{}>", mask.trim_matches(['<', '>']))
}

/// Everybody whom a recording names.
fn people(text: &str) -> BTreeSet<String> {
    let names = text.split("<user:").skip(1).filter_map(|rest| rest.split('>').next());
    let callers = text.split("\"as\": \"").skip(1).filter_map(|rest| rest.split('"').next());
    let tokens = text.split("<token:").skip(1).filter_map(|rest| rest.split([':', '>']).next());
    let is_name = |name: &&str| *name != "admin" && name.starts_with(|first: char| first.is_ascii_lowercase());
    names.chain(callers).chain(tokens).filter(is_name).map(str::to_owned).collect()
}
