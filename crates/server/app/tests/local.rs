//! Administration through a socket file, as mmctl's local mode does it: no sign-in, whole rights.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{os::unix::fs::PermissionsExt, path::Path, sync::Arc};

use countersign_server::{Server, ServerConfig, Surroundings};
use countersign_server_domain::ports::journal::NoJournal;
use countersign_system::{OsRandom, SystemClock};
use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::UnixStream;

const PASSWORD: &str = "a passphrase of some length";

/// One request through the socket file; status and body.
async fn ask(socket: &Path, method: &str, path: &str, body: Value) -> (u16, Value) {
    let stream = UnixStream::connect(socket).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let body = if body.is_null() { String::new() } else { body.to_string() };
    // mmctl's name for a host that is none.
    let request = Request::builder().method(method).uri(format!("/api/v4{path}")).header("host", "_");
    let answer = sender.send_request(request.body(Full::new(Bytes::from(body))).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

async fn call(socket: &Path, method: &str, path: &str, body: Value) -> Value {
    let (status, answer) = ask(socket, method, path, body).await;
    assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
    answer
}

fn names<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|each| each[key].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_open_the_socket_file_administers_without_signing_in() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("local.socket");
    let config = ServerConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        local_socket: Some(socket.clone()),
        ..ServerConfig::new(folder.path().join("data"))
    };
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    let server = Server::start(config, surroundings).await.unwrap();
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);

    // `system status`, before there is anybody.
    assert_eq!(call(&socket, "GET", "/system/ping?get_server_status=true", Value::Null).await["status"], "OK");
    assert_eq!(call(&socket, "GET", "/users?page=0&per_page=200", Value::Null).await, json!([]));

    // `user create --system-admin`.
    let new = |name: &str| json!({"username": name, "email": format!("{name}@example.com"), "password": PASSWORD});
    let ada = call(&socket, "POST", "/users", new("ada")).await;
    let roles = json!({"roles": "system_user system_admin"});
    call(&socket, "PUT", &format!("/users/{}/roles", ada["id"].as_str().unwrap()), roles).await;
    let ben = call(&socket, "POST", "/users", new("ben")).await;
    assert_eq!(ben["roles"], "system_user");

    // `user search`, `user list`, `user deactivate`.
    assert_eq!(call(&socket, "GET", "/users/email/ben@example.com", Value::Null).await["id"], ben["id"]);
    let list = call(&socket, "GET", "/users?page=0&per_page=200", Value::Null).await;
    assert_eq!(names(&list, "username"), ["ada", "ben"]);
    let path = format!("/users/{}/active", ben["id"].as_str().unwrap());
    call(&socket, "PUT", &path, json!({"active": false})).await;
    let gone = call(&socket, "GET", &format!("/users/{}", ben["id"].as_str().unwrap()), Value::Null).await;
    assert_ne!(gone["delete_at"], 0);

    // `team create`, `team list`, `channel create`, `channel list`.
    let team = json!({"name": "harbour", "display_name": "Harbour", "type": "O"});
    let team = call(&socket, "POST", "/teams", team).await;
    assert_eq!(names(&call(&socket, "GET", "/teams?page=0&per_page=200", Value::Null).await, "name"), ["harbour"]);
    let team_id = team["id"].as_str().unwrap();
    let channel = json!({"team_id": team_id, "name": "quay", "display_name": "Quay", "type": "O"});
    call(&socket, "POST", "/channels", channel).await;
    let channels = call(&socket, "GET", &format!("/teams/{team_id}/channels?page=0&per_page=200"), Value::Null).await;
    assert!(names(&channels, "name").contains(&"quay"));

    // `config get`, `config patch`, `config set`.
    let settings = call(&socket, "GET", "/config", Value::Null).await;
    assert_eq!(settings["TeamSettings"]["EnableOpenServer"], false);
    let open = json!({"TeamSettings": {"EnableOpenServer": true}});
    let changed = call(&socket, "PUT", "/config/patch", open).await;
    assert_eq!(changed["TeamSettings"]["EnableOpenServer"], true);

    // The same over the network needs a session.
    let remote = reqwest::get(format!("{}/api/v4/config", server.url())).await.unwrap();
    assert_eq!(remote.status(), 401);
    server.shutdown().await;
    assert!(!socket.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_administrators_are_all_gone_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("local.socket");
    let config = ServerConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        local_socket: Some(socket.clone()),
        ..ServerConfig::new(folder.path().join("data"))
    };
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    let server = Server::start(config, surroundings).await.unwrap();
    let ada = json!({"username": "ada", "email": "ada@example.com", "password": PASSWORD});
    let ada = call(&socket, "POST", "/users", ada).await;
    let path = format!("/users/{}", ada["id"].as_str().unwrap());
    call(&socket, "PUT", &format!("{path}/active"), json!({"active": false})).await;
    call(&socket, "PUT", &format!("{path}/active"), json!({"active": true})).await;
    assert_eq!(call(&socket, "GET", &path, Value::Null).await["delete_at"], 0);
    server.shutdown().await;
}
