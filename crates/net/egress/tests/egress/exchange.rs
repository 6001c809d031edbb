//! One-shot requests.

use std::{net::SocketAddr, time::Duration};

use crate::support::HOST;
use bytes::Bytes;
use countersign_egress::{Answer, Dialer, ExchangeError, Trust, client_tls, exchange};
use countersign_loopback::{Authority, Peer, PeerOptions, Reply};
use http::{HeaderMap, HeaderValue, Method, header};

async fn ask(dialer: &Dialer, limit: Duration) -> Result<Answer, ExchangeError> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    exchange(dialer, Method::POST, "/token?x=1", headers, Bytes::from_static(b"a=b"), limit).await
}

fn dialer(authority: &Authority, url: &str, peer: SocketAddr) -> Dialer {
    let endpoint = url.parse::<countersign_egress::Endpoint>().unwrap().via("127.0.0.1", peer.port());
    Dialer::direct(endpoint, client_tls(&Trust::only(authority.pem()), None).unwrap())
}

#[track_caller]
fn arrived_whole(peer: &Peer, authority: &str) {
    let received = peer.received();
    assert_eq!(received.len(), 1);
    assert_eq!((received[0].method.as_str(), received[0].path.as_str()), ("POST", "/token?x=1"));
    assert_eq!((received[0].authority.as_str(), &received[0].body[..]), (authority, &b"a=b"[..]));
    assert_eq!(received[0].header("content-type"), "application/x-www-form-urlencoded");
}

#[tokio::test]
async fn clear_text_goes_over_http1() {
    let authority = Authority::new();
    let peer = Peer::http1(PeerOptions::clear(), |_| Reply::json(401, r#"{"error":"x"}"#)).await;
    let answer = ask(&dialer(&authority, "http://token.example.com", peer.address()), Duration::from_secs(10)).await;
    assert_eq!(answer.as_ref().unwrap().status, 401);
    assert_eq!(&answer.unwrap().body[..], br#"{"error":"x"}"#);
    arrived_whole(&peer, "token.example.com");
}

#[tokio::test]
async fn http2_is_used_where_it_is_offered() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), |_| Reply::json(200, "{}")).await;
    let url = format!("https://{HOST}");
    ask(&dialer(&authority, &url, peer.address()), Duration::from_secs(10)).await.unwrap();
    arrived_whole(&peer, HOST);
}

#[tokio::test]
async fn http1_over_tls_works_too() {
    let authority = Authority::new();
    let options = PeerOptions { tls: Some(authority.server(HOST, &["http/1.1"], false)), streams: None };
    let peer = Peer::http1(options, |_| Reply::json(200, "{}")).await;
    let url = format!("https://{HOST}");
    ask(&dialer(&authority, &url, peer.address()), Duration::from_secs(10)).await.unwrap();
    arrived_whole(&peer, HOST);
}

#[tokio::test]
async fn silence_and_closed_connections_are_errors() {
    let authority = Authority::new();
    let silent = Peer::http1(PeerOptions::clear(), |_| Reply::hang()).await;
    let dialer_ = dialer(&authority, "http://token.example.com", silent.address());
    assert!(matches!(ask(&dialer_, Duration::from_millis(50)).await, Err(ExchangeError::TimedOut(_))));
    let closing = Peer::http1(PeerOptions::clear(), |_| Reply::close()).await;
    let dialer_ = dialer(&authority, "http://token.example.com", closing.address());
    assert!(matches!(ask(&dialer_, Duration::from_secs(10)).await, Err(ExchangeError::Http(_))));
}
