//! Callers with certificates.

mod support;

use std::{net::SocketAddr, sync::Arc};

use countersign_ingress::{ClientCertificates, Listener, ListenerConfig, Peer, RequestBody, TlsFiles};
use http::Request;
use rustls::{
    HandshakeKind,
    version::{TLS12, TLS13},
};
use support::{
    Answer, anywhere,
    client::{handshake, tls_get},
    pki::{self, Authority, Files},
    start, text,
};

async fn who(_request: Request<RequestBody>, peer: Arc<Peer>) -> Answer {
    text(match peer.certificate() {
        Some(certificate) => format!("{} {:?}", certificate.subject, certificate.dns_names),
        None => "nobody".to_owned(),
    })
}

async fn server(files: TlsFiles) -> (Listener, SocketAddr) {
    start(ListenerConfig::tcp("test", anywhere()).with_tls(files), who).await
}

#[tokio::test]
async fn a_required_certificate_is_asked_for_and_named() {
    let (authority, clients) = (Authority::new("servers"), Authority::new("clients"));
    let files = Files::new(&authority.issue("localhost", 1));
    let (listener, address) = server(files.asking_for(&clients, true)).await;

    let known = clients.issue("chat.example.com", 7);
    let answer = tls_get(address, authority.client(Some(&known), &[]), "/").await.unwrap();
    assert_eq!(answer, "CN=chat.example.com [\"chat.example.com\"]");

    assert!(tls_get(address, authority.client(None, &[]), "/").await.is_err());
    let foreign = authority.issue("chat.example.com", 8);
    assert!(tls_get(address, authority.client(Some(&foreign), &[]), "/").await.is_err());
    let counters = listener.view().counters();
    assert_eq!((counters.requests, counters.handshakes_failed), (1, 2));
}

#[tokio::test]
async fn an_optional_certificate_may_be_missing_but_not_wrong() {
    let (authority, clients) = (Authority::new("servers"), Authority::new("clients"));
    let files = Files::new(&authority.issue("localhost", 1));
    let (_listener, address) = server(files.asking_for(&clients, false)).await;
    assert_eq!(tls_get(address, authority.client(None, &[]), "/").await.unwrap(), "nobody");
    let known = clients.issue("chat.example.com", 7);
    assert!(tls_get(address, authority.client(Some(&known), &[]), "/").await.unwrap().starts_with("CN=chat"));
    let foreign = authority.issue("chat.example.com", 8);
    assert!(tls_get(address, authority.client(Some(&foreign), &[]), "/").await.is_err());
}

#[tokio::test]
async fn a_certificate_is_not_asked_for_unless_said() {
    let authority = Authority::new("servers");
    let files = Files::new(&authority.issue("localhost", 1));
    let (_listener, address) = server(files.tls()).await;
    let own = authority.issue("chat.example.com", 7);
    assert_eq!(tls_get(address, authority.client(Some(&own), &[]), "/").await.unwrap(), "nobody");
}

#[tokio::test]
async fn a_caller_that_returns_is_checked_again() {
    let (authority, clients) = (Authority::new("servers"), Authority::new("clients"));
    let files = Files::new(&authority.issue("localhost", 1));
    let (_listener, address) = server(files.asking_for(&clients, true)).await;
    let known = clients.issue("chat.example.com", 7);
    for version in [&TLS12, &TLS13] {
        let config = pki::client(&authority.pem(), Some(&known), &[], &[version]);
        for _ in 0..2 {
            assert_eq!(handshake(address, config.clone()).await, HandshakeKind::Full);
        }
    }
}

#[tokio::test]
async fn a_revoked_certificate_is_refused_also_where_it_was_known_before() {
    let (authority, clients) = (Authority::new("servers"), Authority::new("clients"));
    let files = Files::new(&authority.issue("localhost", 1));
    let (stolen, sound) = (clients.issue("stolen.example.com", 7), clients.issue("sound.example.com", 8));
    files.put("revoked.crl", &clients.revoke(99));
    let tls = files.asking_for(&clients, true);
    let client =
        ClientCertificates { revocations_file: Some(files.path("revoked.crl")), ..tls.client.clone().unwrap() };
    let (listener, address) = server(tls.with_client_certificates(client)).await;

    // One client configuration throughout: it would resume its session if the server let it.
    let (with_stolen, with_sound) = (authority.client(Some(&stolen), &[]), authority.client(Some(&sound), &[]));
    for _ in 0..2 {
        assert!(tls_get(address, with_stolen.clone(), "/").await.unwrap().contains("stolen"));
    }
    files.put("revoked.crl", &clients.revoke(7));
    listener.view().reload().await.unwrap();
    assert!(tls_get(address, with_stolen, "/").await.is_err());
    assert!(tls_get(address, with_sound, "/").await.unwrap().contains("sound"));
}

#[tokio::test]
async fn other_authorities_are_taken_into_use_by_a_reload() {
    let (authority, before, after) = (Authority::new("servers"), Authority::new("before"), Authority::new("after"));
    let files = Files::new(&authority.issue("localhost", 1));
    let (listener, address) = server(files.asking_for(&before, true)).await;
    let (old, new) = (before.issue("old.example.com", 7), after.issue("new.example.com", 7));
    let (with_old, with_new) = (authority.client(Some(&old), &[]), authority.client(Some(&new), &[]));
    assert!(tls_get(address, with_old.clone(), "/").await.is_ok());
    assert!(tls_get(address, with_new.clone(), "/").await.is_err());

    files.put("clients.crt", &after.pem());
    listener.view().reload().await.unwrap();
    assert!(tls_get(address, with_old, "/").await.is_err());
    assert!(tls_get(address, with_new, "/").await.is_ok());
}
