use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use countersign_primitives::{ManualClock, Secret};
use countersign_sim_vendors::proxy::{Proxy, ProxyBehaviour, ProxyConfig, ProxyRequest, RunningProxy};
use futures_util::FutureExt;
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{START, Tls, soon};

const TARGET: &str = "api.push.apple.com:443";

struct Around {
    proxy: RunningProxy,
    target: TcpListener,
    _folder: tempfile::TempDir,
}

async fn start(behaviour: ProxyBehaviour) -> Around {
    let folder = tempfile::tempdir().unwrap();
    let target = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = ProxyConfig::loopback(folder.path().to_owned(), Arc::new(ManualClock::new(START)));
    config.behaviour = behaviour;
    config.hosts.insert(TARGET.to_owned(), target.local_addr().unwrap());
    Around { proxy: Proxy::start(config).await.unwrap(), target, _folder: folder }
}

/// Asks the proxy to connect. Returns the head of its answer.
async fn connect(proxy: SocketAddr, target: &str, headers: &str) -> (TcpStream, String) {
    let mut tcp = TcpStream::connect(proxy).await.unwrap();
    tcp.write_all(format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{headers}\r\n").as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(soon(tcp.read_u8()).await.unwrap());
    }
    (tcp, String::from_utf8(head).unwrap())
}

fn seen(target: &str, user: Option<&str>, status: u16) -> ProxyRequest {
    ProxyRequest { target: target.to_owned(), user: user.map(str::to_owned), status }
}

#[tokio::test]
async fn bytes_pass_through_a_tunnel_in_both_directions() {
    let around = start(ProxyBehaviour::Tunnel).await;
    let (mut client, head) = connect(around.proxy.address(), TARGET, "").await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let (mut server, _) = around.target.accept().await.unwrap();
    client.write_all(b"ping").await.unwrap();
    let mut four = [0; 4];
    soon(server.read_exact(&mut four)).await.unwrap();
    server.write_all(b"pong").await.unwrap();
    soon(client.read_exact(&mut four)).await.unwrap();
    assert_eq!(&four, b"pong");
    assert_eq!(around.proxy.requests(), [seen(TARGET, None, 200)]);
    soon(around.proxy.shutdown()).await;
    assert!(matches!(soon(client.read(&mut four)).await, Ok(0) | Err(_)));
}

#[tokio::test]
async fn credentials_can_be_required() {
    let behaviour = ProxyBehaviour::RequireCredentials { user: "u".to_owned(), password: Secret::new("p".to_owned()) };
    let around = start(behaviour).await;
    let address = around.proxy.address();
    let (_, head) = connect(address, TARGET, "").await;
    assert!(head.starts_with("HTTP/1.1 407") && head.to_lowercase().contains("proxy-authenticate: basic"), "{head}");
    let (_, head) = connect(address, TARGET, "Proxy-Authorization: Basic dTp3cm9uZw==\r\n").await;
    assert!(head.starts_with("HTTP/1.1 407"), "{head}");
    let (_, head) = connect(address, TARGET, "Proxy-Authorization: Basic dTpw\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let expected = [seen(TARGET, None, 407), seen(TARGET, Some("u"), 407), seen(TARGET, Some("u"), 200)];
    assert_eq!(around.proxy.requests(), expected);
}

#[tokio::test]
async fn targets_can_be_refused_or_unknown() {
    let around = start(ProxyBehaviour::Refuse { status: 403 }).await;
    let (_, head) = connect(around.proxy.address(), TARGET, "").await;
    assert!(head.starts_with("HTTP/1.1 403"), "{head}");
    around.proxy.set_behaviour(ProxyBehaviour::Tunnel);
    let (_, head) = connect(around.proxy.address(), "elsewhere.example:443", "").await;
    assert!(head.starts_with("HTTP/1.1 502"), "{head}");
    let closed = around.target.local_addr().unwrap();
    drop(around.target);
    let (_, head) = connect(around.proxy.address(), &closed.to_string(), "").await;
    assert!(head.starts_with("HTTP/1.1 502"), "{head}");
}

#[tokio::test]
async fn only_tunnels_are_made() {
    let around = start(ProxyBehaviour::Tunnel).await;
    let answer = crate::support::plain(around.proxy.address(), http::Method::GET, "/", "").await;
    assert_eq!(answer.status, 405);
}

#[tokio::test]
async fn a_tunnel_can_be_cut_after_a_time() {
    let around = start(ProxyBehaviour::CutAfter(Duration::from_millis(50))).await;
    let (mut client, head) = connect(around.proxy.address(), TARGET, "").await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let (mut server, _) = around.target.accept().await.unwrap();
    for side in [&mut client, &mut server] {
        assert!(matches!(soon(side.read(&mut [0])).await, Ok(0) | Err(_)));
    }
}

#[tokio::test]
async fn silence_can_be_the_answer() {
    let around = start(ProxyBehaviour::Hang).await;
    let mut tcp = TcpStream::connect(around.proxy.address()).await.unwrap();
    tcp.write_all(format!("CONNECT {TARGET} HTTP/1.1\r\n\r\n").as_bytes()).await.unwrap();
    let came = async {
        while around.proxy.requests().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    soon(came).await;
    assert_eq!(around.proxy.requests(), [seen(TARGET, None, 0)]);
    assert!(tcp.read(&mut [0]).now_or_never().is_none());
}

#[tokio::test]
async fn interception_shows_by_its_authority_and_by_missing_alpn() {
    let around = start(ProxyBehaviour::Intercept).await;
    let target = "127.0.0.1:443";
    let (tunnel, head) = connect(around.proxy.address(), target, "").await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let stranger = crate::support::Sim::start().await;
    let name = "127.0.0.1".parse().unwrap();
    assert!(Tls::h2(stranger.vendors.ca_pem()).over(tunnel, name).await.is_err(), "a foreign authority is noticed");

    let (tunnel, _) = connect(around.proxy.address(), target, "").await;
    let stream = Tls::h2(around.proxy.ca_pem()).over(tunnel, name).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), None);
    let (mut http1, connection) =
        hyper::client::conn::http1::handshake::<_, Empty<Bytes>>(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let answer = http1.send_request(http::Request::new(Empty::new())).await.unwrap();
    assert_eq!(answer.status(), 403);
    assert!(answer.into_body().collect().await.unwrap().to_bytes().starts_with(b"<!DOCTYPE html>"));
}

#[tokio::test]
async fn a_gateway_reaches_apple_through_the_proxy() {
    let sim = crate::support::Sim::start().await;
    let around = start(ProxyBehaviour::Tunnel).await;
    let apple = sim.vendors.addresses().apple_production;
    let (tunnel, _) = connect(around.proxy.address(), &apple.to_string(), "").await;
    let stream = Tls::h2(sim.vendors.ca_pem()).over(tunnel, apple.ip()).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
}
