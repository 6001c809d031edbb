//! Bodies, queries and addresses of every bad kind.

use serde_json::{Value, json};

use crate::{
    client::{Call, Reply},
    town::{Person, Town, assert_refused, assert_shape},
};

/// Bodies that are no body.
const BROKEN: &[&[u8]] = &[
    b"",
    b"{",
    b"}",
    b"[]",
    b"[[]]",
    b"null",
    b"true",
    b"0",
    b"-1",
    b"1e999",
    b"\"x\"",
    b"{}",
    b"{\"\":0}",
    b"\0",
    b"\xff\xfe",
    b"{\"message\":\"\xc3\x28\"}",
    b"{\"message\":\"\\ud800\"}",
    b"{\"a\":1}trailing",
    b"[null]",
    b"[{}]",
    b"[\"short\"]",
    b"[0]",
    b"{\"id\":{\"id\":{}}}",
];

/// Pages that take a body, and one that is good. `USER`, `OTHER`, `TEAM`, `CHANNEL`, `POST` stand for ids.
fn pages() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("POST", "/users", json!({ "username": "newcomer", "email": "n@example.com", "password": "Passw0rd-n" })),
        ("POST", "/users/login", json!({ "login_id": "ann", "password": "wrong", "token": "", "device_id": "" })),
        ("POST", "/users/login/type", json!({ "login_id": "ann", "device_id": "" })),
        ("POST", "/users/ids", json!(["USER"])),
        ("POST", "/users/usernames", json!(["ann"])),
        ("POST", "/users/search", json!({ "term": "a", "team_id": "TEAM", "limit": 5, "allow_inactive": false })),
        ("POST", "/users/status/ids", json!(["USER"])),
        (
            "PUT",
            "/users/me/patch",
            json!({ "nickname": "N", "locale": "en", "notify_props": {}, "timezone": {}, "props": {} }),
        ),
        ("PUT", "/users/USER/active", json!({ "active": true })),
        ("PUT", "/users/me/status", json!({ "user_id": "USER", "status": "away", "dnd_end_time": 0 })),
        ("PUT", "/users/sessions/device", json!({ "device_id": "android_rn-v2:token", "mobile_version": "2.43.0" })),
        ("POST", "/users/me/sessions/revoke", json!({ "session_id": "OTHER" })),
        ("PUT", "/users/me/preferences", json!([{ "user_id": "USER", "category": "x", "name": "y", "value": "z" }])),
        (
            "POST",
            "/users/me/preferences/delete",
            json!([{ "user_id": "USER", "category": "x", "name": "y", "value": "z" }]),
        ),
        ("POST", "/users/me/typing", json!({ "channel_id": "CHANNEL", "parent_id": "" })),
        ("POST", "/teams", json!({ "name": "beta", "display_name": "Beta", "type": "O", "allow_open_invite": true })),
        ("POST", "/teams/TEAM/members", json!({ "team_id": "TEAM", "user_id": "OTHER" })),
        (
            "POST",
            "/channels",
            json!({ "team_id": "TEAM", "name": "room", "display_name": "Room", "type": "O", "header": "" }),
        ),
        ("POST", "/channels/direct", json!(["USER", "OTHER"])),
        ("POST", "/channels/group", json!(["USER", "OTHER", "ADMIN"])),
        ("POST", "/channels/CHANNEL/members", json!({ "user_id": "OTHER", "post_root_id": "" })),
        ("PUT", "/channels/CHANNEL/members/USER/notify_props", json!({ "push": "all", "mark_unread": "all" })),
        (
            "POST",
            "/channels/members/me/view",
            json!({ "channel_id": "CHANNEL", "prev_channel_id": "", "collapsed_threads_supported": true }),
        ),
        (
            "POST",
            "/posts",
            json!({ "channel_id": "CHANNEL", "message": "hi", "root_id": "", "pending_post_id": "", "create_at": 0,
                "props": {}, "type": "", "file_ids": [], "metadata": { "priority": { "priority": "urgent" } } }),
        ),
        ("POST", "/posts/ids", json!(["POST"])),
        ("POST", "/roles/names", json!(["system_user"])),
        ("PUT", "/config/patch", json!({ "ServiceSettings": { "PostEditTimeLimit": -1 } })),
        (
            "POST",
            "/notifications/ack",
            json!({ "id": "x", "received_at": 1, "platform": "android", "type": "message",
            "post_id": "POST", "is_id_loaded": false }),
        ),
    ]
}

struct Scene {
    town: Town,
    ann: Person,
    ben: Person,
    post: String,
}

impl Scene {
    async fn new() -> Self {
        let town = Town::new().await;
        let (ann, ben) = (town.member("ann").await, town.member("ben").await);
        let post = town.post(&ann, &town.channel, "hello").await;
        Self { ann, ben, post: post["id"].as_str().unwrap_or_default().to_owned(), town }
    }

    fn fill(&self, text: &str) -> String {
        text.replace("USER", &self.ann.id)
            .replace("OTHER", &self.ben.id)
            .replace("TEAM", &self.town.team)
            .replace("CHANNEL", &self.town.channel)
            .replace("POST", &self.post)
            .replace("ADMIN", &self.town.admin.id)
    }

    async fn send(&self, method: &str, path: &str, body: Vec<u8>) -> Reply {
        let call = Call::new(method, &format!("/api/v4{}", self.fill(path))).bearer(&self.ann.token);
        self.town.send(call.raw("application/json", body)).await
    }
}

fn assert_no_fault(what: &str, reply: &Reply) {
    assert!(reply.status < 500 || reply.status == 501, "{what}: {} {}", reply.status, reply.text());
    // The one refusal without a body: the incumbent's, too.
    let is_bare = what.starts_with("POST /users/login/type") && reply.status == 404;
    if reply.status >= 400 && !is_bare {
        assert_shape(reply);
    }
}

#[tokio::test]
async fn no_broken_body_is_a_fault() {
    let scene = Scene::new().await;
    for (method, path, _) in pages() {
        for body in BROKEN {
            let reply = scene.send(method, path, body.to_vec()).await;
            assert_no_fault(&format!("{method} {path} {}", String::from_utf8_lossy(body)), &reply);
        }
        let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        assert_no_fault(&format!("{method} {path} deep"), &scene.send(method, path, deep).await);
    }
}

#[tokio::test]
async fn no_wrong_type_is_a_fault() {
    let scene = Scene::new().await;
    let wrong = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5),
        json!(9_223_372_036_854_775_807_i64),
        json!([]),
        json!({}),
        json!([[["x"]]]),
        json!(""),
        json!("a\u{0}b"),
        json!("\u{202e}\u{feff}"),
        json!("é".repeat(70_000)),
        json!("short"),
        json!("a".repeat(26)),
        json!("../../etc"),
        json!("' OR 1=1 --"),
        json!({ "a": { "b": [null] } }),
    ];
    for (method, path, good) in pages() {
        for place in places(&good) {
            for value in &wrong {
                let mut body = good.clone();
                if let Some(member) = body.pointer_mut(&place) {
                    *member = value.clone();
                }
                let body = scene.fill(&body.to_string());
                let what: String = format!("{method} {path} {place} {value}").chars().take(200).collect();
                assert_no_fault(&what, &scene.send(method, path, body.into_bytes()).await);
            }
        }
    }
}

/// Every place in a value, but the whole.
fn places(value: &Value) -> Vec<String> {
    let inside = |key: String, value: &Value| {
        let deeper = places(value).into_iter().map(|place| format!("/{key}{place}")).collect::<Vec<_>>();
        [vec![format!("/{key}")], deeper].concat()
    };
    match value {
        Value::Object(members) => members.iter().flat_map(|(key, value)| inside(key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().flat_map(|(at, value)| inside(at.to_string(), value)).collect(),
        _ => Vec::new(),
    }
}

/// Pages that are read.
const READ: &[&str] = &[
    "/users",
    "/users/USER",
    "/users/username/ann",
    "/users/email/ann@example.com",
    "/users/autocomplete",
    "/users/me/teams",
    "/users/me/channels",
    "/users/me/sessions",
    "/users/me/preferences",
    "/users/me/teams/TEAM/channels/members",
    "/users/me/teams/TEAM/channels",
    "/users/me/teams/TEAM/channels/categories",
    "/teams",
    "/teams/TEAM",
    "/teams/TEAM/members",
    "/teams/TEAM/channels",
    "/teams/name/alpha/channels/name/lounge",
    "/channels/CHANNEL",
    "/channels/CHANNEL/members",
    "/channels/CHANNEL/stats",
    "/channels/CHANNEL/posts",
    "/posts/POST",
    "/posts/POST/thread",
    "/system/ping",
    "/roles/name/x",
    "/config/client",
    "/users/me/status",
];

/// Queries nobody should ask.
const QUERIES: &[&str] = &[
    "page=-1",
    "page=9223372036854775807&per_page=200",
    "page=99999999999999999999",
    "per_page=-5",
    "per_page=0",
    "per_page=999999999999",
    "page=abc&per_page=x",
    "since=-9223372036854775808",
    "since=9223372036854775807",
    "since=",
    "before=short",
    "after=%00",
    "before=%ff%fe",
    "in_channel=x&in_team=y",
    "limit=-1",
    "name=%00",
    "name=%ff",
    "fromPost=x",
    "fromCreateAt=9223372036854775807&direction=sideways&perPage=99999",
    "page=1e3",
    "=&&&=",
    "%zz=%zz",
    "access_token=x",
    "include_deleted=true&last_delete_at=-1",
    "sort=nonsense",
    "role=%27",
    "device_id=%00%0a",
    "format=%C3%A9",
];

/// Last parts of addresses that are no id and no name.
const ODD: &[&str] = &[
    "%00",
    "%ff",
    "..",
    "%2e%2e%2f",
    "a%2fb",
    "USER%00",
    "%F0%9F%98%80",
    "me%20",
    "-",
    "~",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

const BEFORE_ODD: &[&str] =
    &["/users/", "/channels/", "/posts/", "/teams/", "/users/username/", "/roles/name/", "/teams/name/"];

#[tokio::test]
async fn no_query_is_a_fault() {
    let scene = Scene::new().await;
    for path in READ {
        let path = format!("/api/v4{}", scene.fill(path));
        for query in QUERIES {
            let reply = scene.town.get(&scene.ann, &format!("{path}?{query}")).await;
            assert_no_fault(&format!("{path}?{query}"), &reply);
        }
    }
}

#[tokio::test]
async fn no_address_is_a_fault() {
    let scene = Scene::new().await;
    for odd in ODD {
        for before in BEFORE_ODD {
            let path = format!("/api/v4{before}{}", scene.fill(odd));
            let reply = scene.town.get(&scene.ann, &path).await;
            assert_no_fault(&path, &reply);
            assert!(reply.status >= 400, "{path}: {}", reply.text());
        }
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_by_name() {
    let scene = Scene::new().await;
    let post = |message: &str| json!({ "channel_id": scene.town.channel, "message": message }).to_string().into_bytes();
    assert_refused(
        &scene.send("POST", "/posts", post("a\u{0}b")).await,
        400,
        "api.context.invalid_body_param.app_error",
    );
    let long = scene.send("POST", "/posts", post(&"é".repeat(16_384))).await;
    assert_refused(&long, 400, "model.post.is_valid.message_length.app_error");
    assert_eq!(scene.send("POST", "/posts", post(&"é".repeat(16_383))).await.status, 201);
    let huge = scene.send("POST", "/posts", post(&"x".repeat(300_001))).await;
    assert_refused(&huge, 413, "api.context.request_body_too_large.app_error");
    let invalid =
        [b"{\"channel_id\":\"".as_slice(), scene.town.channel.as_bytes(), b"\",\"message\":\"\xff\"}"].concat();
    assert_refused(&scene.send("POST", "/posts", invalid).await, 400, "api.context.invalid_body_param.app_error");
    let login = scene.send("POST", "/users/login", b"{\"login_id\":\"ann\\u0000\",\"password\":\"x\"}".to_vec()).await;
    assert_refused(&login, 401, "api.user.login.invalid_credentials_email_username");
}
