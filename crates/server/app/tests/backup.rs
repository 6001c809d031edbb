//! A backup of a server that runs, and going on from it.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{fs, path::Path, sync::Arc};

use countersign_server::{BackupError, RunningServer, Server, ServerConfig, Surroundings, back_up};
use countersign_server_domain::ports::journal::NoJournal;
use countersign_system::{OsRandom, SystemClock};
use serde_json::json;

async fn start(folder: &Path) -> RunningServer {
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    let config = ServerConfig { listen: "127.0.0.1:0".parse().unwrap(), ..ServerConfig::new(folder) };
    Server::start(config, surroundings).await.unwrap()
}

async fn post(server: &RunningServer, path: &str, body: serde_json::Value) -> u16 {
    let url = format!("{}/api/v4{path}", server.url());
    reqwest::Client::new().post(url).json(&body).send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_goes_on_from_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    let server = start(&data).await;
    let account = json!({"username": "ada", "email": "ada@example.com", "password": "a passphrase of some length"});
    assert_eq!(post(&server, "/users", account).await, 201);
    fs::create_dir_all(data.join("files/2026/teams")).unwrap();
    fs::write(data.join("files/2026/teams/picture"), b"bytes").unwrap();
    let (from, to) = (data.clone(), copy.clone());
    let backup = tokio::task::spawn_blocking(move || back_up(&from, &to)).await.unwrap().unwrap();
    assert_eq!((backup.files, backup.file_bytes), (1, 5));
    server.shutdown().await;
    assert!(matches!(back_up(&data, &copy), Err(BackupError::NotEmpty { .. })));

    let restored = start(&copy).await;
    let login = json!({"login_id": "ada", "password": "a passphrase of some length"});
    assert_eq!(post(&restored, "/users/login", login).await, 200);
    restored.shutdown().await;
    assert_eq!(fs::read(copy.join("files/2026/teams/picture")).unwrap(), b"bytes");
}

#[test]
fn without_a_database_there_is_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = back_up(&folder.path().join("nothing"), &folder.path().join("copy"));
    assert!(matches!(outcome, Err(BackupError::NoDatabase { .. })));
    assert!(!folder.path().join("copy").exists());
}
