//! The Unix socket for local administration.

mod support;

use std::{io::ErrorKind, os::unix::fs::PermissionsExt, sync::Arc, time::Duration};

use countersign_ingress::{BindError, ListenerConfig, Peer, PeerAddress, RequestBody};
use http::Request;
use hyper_util::rt::TokioIo;
use support::{
    client::{get, http1, read},
    echo, text,
};
use tokio::net::UnixStream;

#[tokio::test]
async fn only_the_owner_may_open_it_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("admin.sock");
    let who = async |_request: Request<RequestBody>, peer: Arc<Peer>| match peer.address {
        PeerAddress::Local { uid } => text(format!("user {uid}")),
        PeerAddress::Ip(_) => text("network"),
    };
    let bound = ListenerConfig::unix("admin", &path).bind().await.unwrap();
    let mode = std::fs::symlink_metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let _listener = bound.serve(who);

    let stream = UnixStream::connect(&path).await.unwrap();
    let own = stream.peer_cred().unwrap().uid();
    let mut sender = http1(TokioIo::new(stream)).await.unwrap();
    let response = sender.send_request(get("/")).await.unwrap();
    assert_eq!(read(response).await.unwrap().1, format!("user {own}"));
}

#[tokio::test]
async fn a_file_left_behind_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("admin.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let listener = ListenerConfig::unix("admin", &path).bind().await.unwrap().serve(echo);
    UnixStream::connect(&path).await.unwrap();
    listener.drain(Duration::from_secs(5)).await;
    assert!(!path.exists());
}

#[tokio::test]
async fn a_socket_somebody_listens_on_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("admin.sock");
    let _first = ListenerConfig::unix("admin", &path).bind().await.unwrap().serve(echo);
    let error = ListenerConfig::unix("admin", &path).bind().await.unwrap_err();
    assert!(matches!(&error, BindError::Address { source, .. } if source.kind() == ErrorKind::AddrInUse), "{error}");
    UnixStream::connect(&path).await.unwrap();
}

#[tokio::test]
async fn something_else_is_never_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("precious");
    std::fs::write(&path, "data").unwrap();
    let error = ListenerConfig::unix("admin", &path).bind().await.unwrap_err();
    assert!(
        matches!(&error, BindError::Address { source, .. } if source.kind() == ErrorKind::AlreadyExists),
        "{error}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "data");
}
