//! Connecting: trust, names, client certificates, failures and recovery.

use std::time::Duration;

use crate::support::{HOST, limits, pool, post, soon};
use countersign_egress::{
    ClientIdentity, DialError, Dialer, Endpoint, Fate, Pool, PoolLimits, SendError, Trust, client_tls,
};
use countersign_loopback::{Authority, Peer, PeerOptions, Reply};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio::net::TcpListener;

#[track_caller]
fn dial_error(error: &SendError) -> &DialError {
    match error {
        SendError::Dial { error, .. } => error,
        other => panic!("not a dialling error: {other}"),
    }
}

#[tokio::test]
async fn a_refused_connection_fails_at_once_and_backs_off() {
    let authority = Authority::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let pool = pool(&authority, address, PoolLimits { dial_backoff: Duration::from_mins(1), ..limits() });
    for _ in 0..3 {
        let error = soon(post(&pool, "/x")).await.unwrap_err();
        assert!(matches!(dial_error(&error), DialError::Tcp(_)), "{error}");
        assert_eq!(error.fate(), Fate::NotProcessed);
    }
    assert_eq!(pool.stats().dial_failures, 1);
}

#[tokio::test]
async fn the_pool_recovers_when_the_peer_comes_up() {
    let authority = Authority::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let pool = pool(&authority, address, limits());
    assert!(post(&pool, "/x").await.is_err());
    let listener = TcpListener::bind(address).await.unwrap();
    let _peer = Peer::http2_on(listener, PeerOptions::tls(&authority, HOST), |_| Reply::status(200));
    soon(async { while post(&pool, "/x").await.is_err() {} }).await;
}

#[tokio::test]
async fn an_unknown_authority_is_not_trusted() {
    let peer = Peer::http2(PeerOptions::tls(&Authority::new(), HOST), |_| Reply::status(200)).await;
    let pool = pool(&Authority::new(), peer.address(), limits());
    let error = post(&pool, "/x").await.unwrap_err();
    assert!(matches!(dial_error(&error), DialError::Tls(_)), "{error}");
    assert!(peer.received().is_empty());
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_trusted() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, "other.example.com"), |_| Reply::status(200)).await;
    let pool = pool(&authority, peer.address(), limits());
    assert!(matches!(dial_error(&post(&pool, "/x").await.unwrap_err()), DialError::Tls(_)));
}

#[tokio::test]
async fn a_peer_without_http2_is_named_as_such() {
    let authority = Authority::new();
    let options = PeerOptions { tls: Some(authority.server(HOST, &[], false)), streams: None };
    let peer = Peer::http1(options, |_| Reply::status(200)).await;
    let pool = pool(&authority, peer.address(), limits());
    assert!(matches!(dial_error(&post(&pool, "/x").await.unwrap_err()), DialError::NoHttp2));
}

#[tokio::test]
async fn a_handshake_that_is_never_answered_ends_in_time() {
    let authority = Authority::new();
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://{HOST}").parse::<Endpoint>().unwrap();
    let endpoint = endpoint.via("127.0.0.1", silent.local_addr().unwrap().port());
    let mut dialer = Dialer::direct(endpoint, client_tls(&Trust::only(authority.pem()), None).unwrap());
    dialer.timeout = Duration::from_millis(100);
    let pool = Pool::new(dialer, limits());
    let error = soon(post(&pool, "/x")).await.unwrap_err();
    assert!(matches!(dial_error(&error), DialError::TimedOut(_)), "{error}");
}

#[tokio::test]
async fn the_client_certificate_is_shown() {
    let authority = Authority::new();
    let options = PeerOptions { tls: Some(authority.server(HOST, &["h2"], true)), streams: Some(100) };
    let peer = Peer::http2(options, |_| Reply::status(200)).await;
    let issued = authority.issue(&["gateway"]);
    let chain = vec![CertificateDer::from_pem_slice(issued.certificate_pem.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(issued.key_pem.as_bytes()).unwrap();
    let identity = ClientIdentity { chain: chain.clone(), key };
    let endpoint = format!("https://{HOST}").parse::<Endpoint>().unwrap().via("127.0.0.1", peer.address().port());
    let tls = client_tls(&Trust::only(authority.pem()), Some(identity)).unwrap();
    let pool = Pool::new(Dialer::direct(endpoint, tls), limits());
    assert_eq!(post(&pool, "/x").await.unwrap().status, 200);
    assert_eq!(peer.received()[0].client_certificate.as_deref(), Some(&chain[0][..]));
}
