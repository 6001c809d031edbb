//! Who may send, and what.

use std::{fmt::Write, net::SocketAddr, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_primitives::Clock;
use countersign_push::{CallerConfig, GatewayConfig, KeyMaterial, SigningKey};
use countersign_system::SystemClock;
use http::{Request, StatusCode, request::Builder};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use ring::{
    digest::{SHA256, digest},
    hmac,
    signature::{Ed25519KeyPair, KeyPair},
};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::support::{Site, hex, message, metric, site_with, takes_all};

const TOKEN: &str = "a-token-of-the-chat-server";
const SECRET: &[u8] = b"a secret that both sides hold, 32+";

fn hash(token: &str) -> [u8; 32] {
    digest(&SHA256, token.as_bytes()).as_ref().try_into().unwrap()
}

fn named(name: &str, token: &str) -> CallerConfig {
    CallerConfig { name: name.to_owned(), token_hashes: vec![hash(token)], ..CallerConfig::default() }
}

async fn guarded(callers: Vec<CallerConfig>) -> Site {
    let (apple, google) = takes_all();
    let change = |config: &mut GatewayConfig| {
        config.callers = callers;
        config.admin_listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    };
    site_with(apple, google, change).await
}

async fn get(addr: SocketAddr, path: &str, headers: &[(&str, String)]) -> u16 {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    exchange(addr, Request::get(path), &headers, String::new()).await.0.as_u16()
}

async fn send(addr: SocketAddr, path: &str, headers: &[(&str, &str)], body: String) -> (StatusCode, Value) {
    exchange(addr, Request::post(path), headers, body).await
}

async fn exchange(addr: SocketAddr, request: Builder, headers: &[(&str, &str)], body: String) -> (StatusCode, Value) {
    let (status, body) = exchange_raw(addr, request, headers, body).await;
    (status, serde_json::from_str(&body).unwrap_or(Value::Null))
}

async fn exchange_raw(
    addr: SocketAddr,
    request: Builder,
    headers: &[(&str, &str)],
    body: String,
) -> (StatusCode, String) {
    let stream = TcpStream::connect(addr).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut request = request.header("host", "gateway");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(bytes::Bytes::from(body))).unwrap();
    let (head, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    assert_eq!(head.headers.contains_key("www-authenticate"), head.status == 401);
    (head.status, String::from_utf8(body.to_vec()).unwrap())
}

async fn push(site: &Site, headers: &[(&str, &str)], message: &Value) -> u16 {
    let (status, body) = send(site.gateway.addr(), "/api/v1/send_push", headers, message.to_string()).await;
    assert_eq!(body["status"] == "OK", status == 200, "{body}");
    assert!(!body.to_string().contains(TOKEN), "{body}");
    status.as_u16()
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[tokio::test]
async fn a_token_is_taken_in_either_header() {
    let site = guarded(vec![named("chat", TOKEN)]).await;
    let push = async |headers: &[(&str, &str)], device| push(&site, headers, &message("apple_rn", &hex(device))).await;
    assert_eq!(push(&[("authorization", &bearer(TOKEN))], 1).await, 200);
    assert_eq!(push(&[("authorization", &format!("bearer  {TOKEN}"))], 2).await, 200);
    assert_eq!(push(&[("x-mattermost-auth", TOKEN), ("x-mattermost-serverid", "any")], 3).await, 200);
    assert_eq!(push(&[], 4).await, 401);
    assert_eq!(push(&[("authorization", &bearer("a-token-of-someone-else"))], 5).await, 401);
    assert_eq!(push(&[("authorization", TOKEN)], 6).await, 401);
    assert_eq!(push(&[("authorization", "Bearer ")], 7).await, 401);
    assert_eq!(push(&[("x-mattermost-auth", "wrong")], 8).await, 401);
    assert_eq!(push(&[("authorization", &bearer("wrong")), ("x-mattermost-auth", TOKEN)], 9).await, 401);
    assert_eq!(site.apple.received().len(), 3, "only what was allowed was sent");
    let admin = site.gateway.admin_addr().unwrap();
    assert_eq!(metric(admin, "countersign_push_unauthorized_total{reason=\"missing\"}").await, 1);
    assert_eq!(metric(admin, "countersign_push_unauthorized_total{reason=\"wrong\"}").await, 5);
    assert_eq!(metric(admin, "countersign_push_caller_requests_total{caller=\"chat\"}").await, 3);
}

#[tokio::test]
async fn receipts_and_metrics_need_a_caller_and_health_tells_strangers_little() {
    let site = guarded(vec![named("chat", TOKEN)]).await;
    let addr = site.gateway.addr();
    let ack = json!({"id": "a", "platform": "ios", "type": "message"}).to_string();
    assert_eq!(send(addr, "/api/v1/ack", &[], ack.clone()).await.0, 401);
    assert_eq!(send(addr, "/api/v1/ack", &[("authorization", &bearer(TOKEN))], ack).await.0, 200);
    assert_eq!(crate::support::ask(addr, "GET", "/metrics", "").await.0, 401);
    let (status, _, body) = crate::support::ask(addr, "GET", "/healthz", "").await;
    assert_eq!((status.as_u16(), &body[..]), (200, &b"{\"status\":\"ok\"}\n"[..]));
    assert_eq!(crate::support::ask(addr, "GET", "/", "").await.0, 200);
}

#[tokio::test]
async fn a_caller_sends_only_to_its_apps_topics_and_servers() {
    let apps = CallerConfig { apps: vec!["android_rn".to_owned()], ..named("apps", "token-for-apps-only") };
    let topics = CallerConfig { topics: vec!["com.example.app".to_owned()], ..named("topics", "token-for-one-topic") };
    let calls =
        CallerConfig { topics: vec!["com.example.app.voip".to_owned()], ..named("calls", "token-for-calls-only") };
    let servers = CallerConfig { server_ids: vec!["srv".to_owned()], ..named("servers", "token-for-one-server") };
    let site = guarded(vec![apps, topics, calls, servers]).await;
    let apple = |device| message("apple_rn", &hex(device));
    let call = |device| {
        let mut call = apple(device);
        call["transport"] = json!("voip");
        call
    };
    let other = |device| {
        let mut other = apple(device);
        other["server_id"] = json!("other");
        other
    };
    for (token, message, status) in [
        ("token-for-apps-only", apple(1), 403),
        ("token-for-apps-only", message("android_rn", "token:1"), 200),
        ("token-for-one-topic", apple(2), 200),
        ("token-for-one-topic", call(3), 403),
        ("token-for-one-topic", message("android_rn", "token:2"), 200),
        ("token-for-calls-only", apple(4), 403),
        ("token-for-calls-only", call(5), 200),
        ("token-for-one-server", apple(6), 200),
        ("token-for-one-server", other(7), 403),
    ] {
        let seen = push(&site, &[("authorization", &bearer(token))], &message).await;
        assert_eq!(seen, status, "{token} {message}");
    }
    for (server, status) in [("srv", 200), ("other", 403)] {
        let headers = [("authorization", bearer("token-for-one-server"))];
        let path = format!("/api/v2/feedback?server_id={server}");
        assert_eq!(get(site.gateway.addr(), &path, &headers).await, status, "{server}");
        assert_eq!(get(site.gateway.addr(), &path, &[]).await, 401);
    }
    let headers = [("x-mattermost-auth", "token-for-one-server"), ("x-mattermost-serverid", "other")];
    assert_eq!(push(&site, &headers, &apple(8)).await, 401);
    assert_eq!((site.apple.received().len(), site.google.received().len()), (3, 2));
    let admin = site.gateway.admin_addr().unwrap();
    assert_eq!(metric(admin, "countersign_push_denied_total{caller=\"topics\"}").await, 1);
}

#[tokio::test]
async fn each_push_of_a_batch_needs_the_right_of_its_caller() {
    let apps = CallerConfig { apps: vec!["android_rn".to_owned()], ..named("apps", TOKEN) };
    let site = guarded(vec![apps]).await;
    let batch = format!("{}\n{}\n", message("apple_rn", &hex(1)), message("android_rn", "token:1"));
    let ask = async |headers: &[(&str, &str)]| {
        let request = Request::post("/api/v2/send");
        let (status, body) = exchange_raw(site.gateway.addr(), request, headers, batch.clone()).await;
        (status.as_u16(), body)
    };
    assert_eq!(ask(&[]).await.0, 401);
    assert_eq!(ask(&[("authorization", "Bearer someone-else")]).await.0, 401);
    assert_eq!(ask(&[("authorization", &bearer(TOKEN)), ("signature-input", "sig1=()")]).await.0, 400);
    let (status, answers) = ask(&[("authorization", &bearer(TOKEN))]).await;
    let answers: Vec<Value> = answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |index: u64| &answers.iter().find(|answer| answer["index"] == index).unwrap()["status"];
    assert_eq!((status, of(0), of(1)), (200, &json!("FAIL"), &json!("OK")));
    assert_eq!((site.apple.received().len(), site.google.received().len()), (0, 1));
}

/// A signed request, as RFC 9421 wants it.
struct Signing<'a> {
    id: &'a str,
    nonce: &'a str,
    created: u64,
    path: &'a str,
    body: String,
}

impl Signing<'_> {
    fn headers(&self, sign: &dyn Fn(&[u8]) -> Vec<u8>) -> [(&'static str, String); 3] {
        let digest = format!("sha-256=:{}:", STANDARD.encode(digest(&SHA256, self.body.as_bytes())));
        let parameters = format!(
            "(\"@method\" \"@path\" \"content-digest\");created={};keyid=\"{}\";nonce=\"{}\"",
            self.created, self.id, self.nonce
        );
        let mut base = String::new();
        write!(base, "\"@method\": POST\n\"@path\": {}\n\"content-digest\": {digest}\n", self.path).unwrap();
        write!(base, "\"@signature-params\": {parameters}").unwrap();
        [
            ("content-digest", digest),
            ("signature-input", format!("sig1={parameters}")),
            ("signature", format!("sig1=:{}:", STANDARD.encode(sign(base.as_bytes())))),
        ]
    }

    async fn send(&self, site: &Site, sign: &dyn Fn(&[u8]) -> Vec<u8>) -> u16 {
        let headers = self.headers(sign);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        send(site.gateway.addr(), "/api/v1/send_push", &headers, self.body.clone()).await.0.as_u16()
    }
}

fn now() -> u64 {
    u64::try_from(SystemClock::new().now().as_secs()).unwrap()
}

fn signing(nonce: &str, device: u64) -> Signing<'_> {
    let body = message("apple_rn", &hex(device)).to_string();
    Signing { id: "chat-1", nonce, created: now() + 1, path: "/api/v1/send_push", body }
}

async fn site_with_keys() -> (Site, Ed25519KeyPair) {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let public = pair.public_key().as_ref().try_into().unwrap();
    let key = |id: &str, material| SigningKey { id: id.to_owned(), material };
    let keys =
        vec![key("chat-1", KeyMaterial::Hmac(SECRET.to_vec().into())), key("chat-2", KeyMaterial::Ed25519(public))];
    (guarded(vec![CallerConfig { name: "chat".to_owned(), keys, ..CallerConfig::default() }]).await, pair)
}

fn with_secret(base: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), base).as_ref().to_vec()
}

#[tokio::test]
async fn a_signed_request_is_taken_once() {
    let (site, pair) = site_with_keys().await;
    assert_eq!(signing("nonce-0001", 1).send(&site, &with_secret).await, 200);
    let by_pair = |base: &[u8]| pair.sign(base).as_ref().to_vec();
    assert_eq!(Signing { id: "chat-2", ..signing("nonce-0001", 2) }.send(&site, &by_pair).await, 200);
    assert_eq!(signing("nonce-0001", 3).send(&site, &with_secret).await, 401, "the same nonce again");
    assert_eq!(site.apple.received().len(), 2);
    let admin = site.gateway.admin_addr().unwrap();
    assert_eq!(metric(admin, "countersign_push_unauthorized_total{reason=\"replayed\"}").await, 1);
}

#[tokio::test]
async fn a_signature_of_another_time_key_path_or_body_is_refused() {
    let (site, pair) = site_with_keys().await;
    let by_pair = |base: &[u8]| pair.sign(base).as_ref().to_vec();
    let sign = &with_secret;
    assert_eq!(Signing { created: now() - 100, ..signing("nonce-0001", 1) }.send(&site, sign).await, 401);
    assert_eq!(Signing { created: now() + 100, ..signing("nonce-0002", 1) }.send(&site, sign).await, 401);
    assert_eq!(Signing { id: "chat-3", ..signing("nonce-0003", 1) }.send(&site, sign).await, 401);
    assert_eq!(Signing { path: "/api/v1/ack", ..signing("nonce-0004", 1) }.send(&site, sign).await, 401);
    assert_eq!(signing("nonce-0005", 1).send(&site, &by_pair).await, 401, "another key's signature");
    assert_eq!(signing("short", 1).send(&site, sign).await, 401);

    let one = signing("nonce-0006", 1);
    let headers = one.headers(sign);
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let other_body = message("apple_rn", &hex(2)).to_string();
    assert_eq!(send(site.gateway.addr(), "/api/v1/send_push", &headers, other_body).await.0, 401);
    assert!(site.apple.received().is_empty());
    assert_eq!(one.send(&site, sign).await, 200, "what was refused did not use up the nonce");
}

#[tokio::test]
async fn what_was_signed_before_the_start_is_refused_since_it_may_have_been_used() {
    let (site, _) = site_with_keys().await;
    assert_eq!(Signing { created: now() - 5, ..signing("nonce-0001", 1) }.send(&site, &with_secret).await, 401);
    assert!(site.apple.received().is_empty());
}

#[test]
fn callers_are_read_from_both_forms_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("chat.token"), format!("{TOKEN}\n")).unwrap();
    std::fs::write(path("chat.key"), STANDARD.encode(SECRET)).unwrap();
    let key = countersign_webpush_key();
    let toml = format!(
        r#"
signature_window_secs = 30
[[caller]]
name = "chat"
token_file = "chat.token"
certificates = ["chat.example.com"]
server_ids = ["srv"]
apps = ["up"]
[[caller.key]]
id = "chat-1"
hmac_sha256_file = "chat.key"
[[web_push]]
name = "up"
vapid_private_key = "{key}"
contact = "ops@example.com"
"#
    );
    std::fs::write(path("push.toml"), &toml).unwrap();
    let json = json!({
        "ListenAddress": ":8066", "SignatureWindowSec": 30,
        "Callers": [{
            "Name": "chat", "TokenFile": "chat.token", "Certificates": ["chat.example.com"], "ServerIDs": ["srv"],
            "Apps": ["up"], "Keys": [{"ID": "chat-1", "HMACSHA256File": "chat.key"}],
        }],
        "WebPushSettings": [{"Type": "up", "VAPIDPrivateKey": key, "Subscriber": "ops@example.com"}],
    });
    std::fs::write(path("push.json"), json.to_string()).unwrap();
    for name in ["push.toml", "push.json"] {
        let config = GatewayConfig::load(&path(name)).unwrap().config;
        assert_eq!(config.signature_window, Duration::from_secs(30), "{name}");
        let caller = &config.callers[0];
        assert_eq!((caller.name.as_str(), &caller.token_hashes), ("chat", &vec![hash(TOKEN)]), "{name}");
        assert_eq!((&caller.server_ids[..], &caller.apps[..]), (&["srv".to_owned()][..], &["up".to_owned()][..]));
        let KeyMaterial::Hmac(secret) = &caller.keys[0].material else { panic!("{name}") };
        assert!(secret.matches(SECRET), "{name}");
        assert!(!format!("{config:?}").contains(TOKEN), "{name}");
    }
    for (part, wrong, place) in [
        ("apps = [\"up\"]", "apps = [\"down\"]", "there is no target \"down\""),
        ("token_file = \"chat.token\"", "token = \"short\"", "caller[0].token: too short"),
        ("hmac_sha256_file = \"chat.key\"", "ed25519 = \"abc\"", "caller[0].key[0]: expected"),
        ("apps = [\"up\"]", "topics = [\"com.example\"]", "no target has the topic"),
        ("[[web_push]]", "[[caller]]\nname = \"chat\"\n[[web_push]]", "nothing to recognise this caller by"),
    ] {
        std::fs::write(path("push.toml"), toml.replace(part, wrong)).unwrap();
        let error = GatewayConfig::load(&path("push.toml")).unwrap_err().to_string();
        assert!(error.contains(place), "{wrong}: {error}");
    }
}

fn countersign_webpush_key() -> String {
    let key = countersign_webpush::VapidKey::generate(&countersign_primitives::SequenceRandom::new(1));
    key.private_text().expose().clone()
}

#[tokio::test]
async fn a_batch_needs_a_caller_who_may_send_each_push() {
    let mut caller = named("chat", TOKEN);
    caller.apps = vec!["apple_rn".to_owned()];
    let site = guarded(vec![caller]).await;
    let addr = site.gateway.addr();
    let lines = format!("{}\n{}\n", message("apple_rn", &hex(1)), message("android_rn", "token:1"));
    assert_eq!(send(addr, "/api/v2/send", &[], lines.clone()).await.0, 401);
    let signed = [("signature-input", "sig=()"), ("signature", "sig=:AA==:")];
    assert_eq!(send(addr, "/api/v2/send", &signed, lines.clone()).await.0, 400);
    assert!(site.apple.received().is_empty());
    let token = bearer(TOKEN);
    let stream = TcpStream::connect(addr).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::post("/api/v2/send").header("host", "gateway").header("authorization", &token);
    let request = request.body(Full::new(bytes::Bytes::from(lines))).unwrap();
    let body = sender.send_request(request).await.unwrap().into_body().collect().await.unwrap().to_bytes();
    let mut answers: Vec<Value> =
        body.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    answers.sort_by_key(|answer| answer["index"].as_u64());
    let statuses: Vec<_> = answers.iter().map(|answer| answer["status"].as_str().unwrap_or_default()).collect();
    assert_eq!(statuses, ["OK", "FAIL"]);
    assert_eq!((site.apple.received().len(), site.google.received().len()), (1, 0));
}
