//! The whole server on PostgreSQL, and a server that moves there.

#![cfg(postgres)]

use std::{path::Path, sync::Arc};

use countersign_server::{Database, MoveError, PostgresConfig, Server, ServerConfig, StartError, Surroundings};
use countersign_server_domain::ports::{journal::NoJournal, store::SystemStore};
use countersign_server_store_postgres::ImportError;
use countersign_server_store_sqlite::SqliteStore;
use countersign_system::{OsRandom, SystemClock};
use countersign_test_postgres::Cluster;
use serde_json::{Value, json};

const PASSWORD: &str = "a passphrase of some length";

fn surroundings() -> Surroundings {
    Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) }
}

fn config(folder: &Path, database: Database) -> ServerConfig {
    ServerConfig { listen: "127.0.0.1:0".parse().expect("an address"), database, ..ServerConfig::new(folder) }
}

async fn postgres() -> PostgresConfig {
    PostgresConfig::new(Cluster::shared().await.database().await.url)
}

/// Somebody who is signed in.
struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Client {
    async fn sign_in(url: String) -> Self {
        let http = reqwest::Client::new();
        let login = json!({"login_id": "ada", "password": PASSWORD});
        let answer = http.post(format!("{url}/api/v4/users/login")).json(&login).send().await.expect("it answers");
        assert_eq!(answer.status(), 200);
        let token = answer.headers()["token"].to_str().expect("a text").to_owned();
        Self { http, url, token }
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Value {
        let request = self.http.request(method.parse().expect("a method"), format!("{}/api/v4{path}", self.url));
        let answer = request.bearer_auth(&self.token).json(&body).send().await.expect("it answers");
        assert!(answer.status().is_success(), "{method} {path}: {}", answer.status());
        answer.json().await.expect("JSON")
    }
}

/// An account, a team and a thread; the channel's posts as the API shows them.
async fn fill(url: String) -> (String, Value) {
    let account = json!({"username": "ada", "email": "ada@example.com", "password": PASSWORD});
    let made = reqwest::Client::new().post(format!("{url}/api/v4/users")).json(&account).send().await;
    assert_eq!(made.expect("it answers").status(), 201);
    let ada = Client::sign_in(url).await;
    let team = json!({"name": "harbour", "display_name": "Harbour", "type": "O"});
    let team = ada.call("POST", "/teams", team).await;
    let team_id = team["id"].as_str().expect("an id");
    let square = ada.call("GET", &format!("/teams/{team_id}/channels/name/town-square"), Value::Null).await;
    let channel_id = square["id"].as_str().expect("an id").to_owned();
    let root = json!({"channel_id": channel_id, "message": "ahoy 👋 \"all\"", "props": {"a": [1, 2.50, {"b": null}]}});
    let root = ada.call("POST", "/posts", root).await;
    for number in 0..3 {
        let reply = json!({"channel_id": channel_id, "root_id": root["id"], "message": format!("aye {number}")});
        ada.call("POST", "/posts", reply).await;
    }
    let path = format!("/channels/{channel_id}/posts");
    let posts = ada.call("GET", &path, Value::Null).await;
    (path, posts)
}

/// How many of the posts somebody wrote: the others are notices.
fn written(posts: &Value) -> usize {
    posts["posts"].as_object().expect("an object").values().filter(|post| post["type"] == "").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_serves_from_postgres() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::Postgres(postgres().await);
    let server = Server::start(config(folder.path(), database.clone()), surroundings()).await.expect("it starts");
    let (path, posts) = fill(server.url()).await;
    assert_eq!(written(&posts), 4);
    let other = tempfile::tempdir().expect("a folder");
    let second = Server::start(config(other.path(), database.clone()), surroundings()).await;
    assert!(matches!(second.err(), Some(StartError::Database(_))), "a second one could not hear of events");
    server.shutdown().await;

    let server = Server::start(config(folder.path(), database), surroundings()).await.expect("it starts again");
    assert_eq!(Client::sign_in(server.url()).await.call("GET", &path, Value::Null).await, posts);
    server.shutdown().await;
    assert!(!folder.path().join("countersign.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_moves_to_postgres() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(config(folder.path(), Database::Embedded), surroundings()).await.expect("it starts");
    let (path, posts) = fill(server.url()).await;
    let postgres = postgres().await;
    let running = countersign_server::move_to_postgres(folder.path(), postgres.clone()).await;
    assert!(matches!(running.err(), Some(MoveError::DataFolder(_))), "a server runs on the folder");
    server.shutdown().await;
    let sqlite = SqliteStore::open(&folder.path().join("countersign.db")).expect("it opens");
    sqlite.set_system_value("odd", "a\0b".to_owned()).await.expect("SQLite keeps it");
    sqlite.close();

    let moved = countersign_server::move_to_postgres(folder.path(), postgres.clone()).await.expect("it moves");
    let all = u64::try_from(posts["order"].as_array().expect("a list").len()).expect("few");
    assert_eq!((moved.rows["users"], moved.rows["posts"], moved.rows["threads"]), (1, all, 1));
    assert_eq!(written(&posts), 4);
    assert_eq!(moved.texts_without_nul, 1);

    let old = Server::start(config(folder.path(), Database::Embedded), surroundings()).await;
    assert!(matches!(old.err(), Some(StartError::Database(_))), "its data is elsewhere");
    let server = Server::start(config(folder.path(), Database::Postgres(postgres.clone())), surroundings()).await;
    let server = server.expect("it starts on PostgreSQL");
    let ada = Client::sign_in(server.url()).await;
    assert_eq!(ada.call("GET", &path, Value::Null).await, posts);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_moved_to_where_something_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = SqliteStore::open(&folder.path().join("countersign.db")).expect("it opens");
    sqlite.set_system_value("motto", "mine".to_owned()).await.expect("it is kept");
    sqlite.close();
    let database = Cluster::shared().await.database().await;
    let postgres = PostgresConfig::new(database.url.clone());
    countersign_server::move_to_postgres(folder.path(), postgres.clone()).await.expect("it moves");
    std::fs::remove_file(folder.path().join("countersign.db-moved")).expect("the note is there");
    let again = countersign_server::move_to_postgres(folder.path(), postgres).await;
    assert!(matches!(again.err(), Some(MoveError::Import(ImportError::NotEmpty(_)))));
    assert!(!folder.path().join("countersign.db-moved").exists());
    assert_eq!(database.number("SELECT count(*) FROM system").await.expect("a number"), 1);
}
