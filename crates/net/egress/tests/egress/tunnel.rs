//! Through a proxy that opens tunnels.

use std::sync::{Arc, Mutex};

use countersign_egress::{DialError, Dialer, Endpoint, Pool, Route, SendError, Trust, client_tls};
use countersign_loopback::{Authority, Peer, PeerOptions, Reply};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::support::{HOST, limits, post, soon};

/// A proxy that answers every `CONNECT` with this, connects when it is 200, and notes what it was asked.
async fn proxy(answer: &'static str, target: std::net::SocketAddr) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((caller, _)) = listener.accept().await {
            let mut caller = BufReader::new(caller);
            loop {
                let mut line = String::new();
                caller.read_line(&mut line).await.unwrap();
                if line == "\r\n" {
                    break;
                }
                notes.lock().unwrap().push(line.trim().to_owned());
            }
            caller.write_all(answer.as_bytes()).await.unwrap();
            if answer.contains(" 200 ") {
                let mut peer = TcpStream::connect(target).await.unwrap();
                tokio::spawn(async move { tokio::io::copy_bidirectional(&mut caller, &mut peer).await });
            }
        }
    });
    (port, asked)
}

fn pool(authority: &Authority, proxy: &str) -> Pool {
    let endpoint: Endpoint = format!("https://{HOST}").parse().unwrap();
    let tls = client_tls(&Trust::only(authority.pem()), None).unwrap();
    Pool::new(Dialer::direct(endpoint, tls).by(Route::Tunnel(proxy.parse().unwrap())), limits())
}

#[tokio::test]
async fn the_tunnel_is_asked_for_by_name_and_http2_passes_through_it() {
    let authority = Authority::new();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), |_| Reply::status(200)).await;
    let (port, asked) = proxy("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n", peer.address()).await;
    let pool = pool(&authority, &format!("http://ben:open%20sesame@127.0.0.1:{port}"));
    assert_eq!(soon(post(&pool, "/x")).await.unwrap().status, 200);
    let asked = asked.lock().unwrap();
    assert_eq!(asked[0], format!("CONNECT {HOST}:443 HTTP/1.1"));
    assert_eq!(asked[1], format!("Host: {HOST}:443"));
    assert_eq!(asked[2], "Proxy-Authorization: Basic YmVuOm9wZW4gc2VzYW1l");
}

#[tokio::test]
async fn a_proxy_that_refuses_is_told_apart_from_one_that_is_none() {
    let authority = Authority::new();
    let nowhere = "127.0.0.1:1".parse().unwrap();
    for (answer, expected) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
            DialError::ProxyCredentials,
        ),
        ("HTTP/1.0 403 Forbidden\r\n\r\n<html>", DialError::Proxy(403)),
        ("SSH-2.0-OpenSSH\r\n\r\n", DialError::NoProxy),
    ] {
        let (port, _) = proxy(answer, nowhere).await;
        let error = soon(post(&pool(&authority, &format!("127.0.0.1:{port}")), "/x")).await.unwrap_err();
        let SendError::Dial { error, .. } = error else { panic!("{error}") };
        assert_eq!(error.to_string(), expected.to_string());
    }
}
