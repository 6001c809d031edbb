//! The server's own TLS: HTTP/2 and HTTP/1.1, sockets, and a certificate that is replaced while it serves.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{fs, net::SocketAddr, path::Path, sync::Arc};

use countersign_ingress::TlsFiles;
use countersign_loopback::Authority;
use countersign_server::{RunningServer, Server, ServerConfig, Surroundings};
use countersign_server_domain::ports::journal::NoJournal;
use countersign_system::{OsRandom, SystemClock};
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Empty};
use hyper::{body::Bytes, client::conn::http2::SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls_pki_types::{CertificateDer, ServerName, pem::PemObject};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream, rustls};
use tokio_tungstenite::tungstenite::{Error, client::IntoClientRequest};

const HOST: &str = "chat.example.com";

/// Writes what Let's Encrypt would renew.
fn renew(folder: &Path, authority: &Authority) {
    let identity = authority.issue(&[HOST]);
    fs::write(folder.join("privkey.pem"), &identity.key_pem).unwrap();
    fs::write(folder.join("fullchain.pem"), &identity.certificate_pem).unwrap();
}

async fn start(folder: &Path) -> RunningServer {
    let tls =
        TlsFiles { watch_interval: None, ..TlsFiles::new(folder.join("fullchain.pem"), folder.join("privkey.pem")) };
    let config = ServerConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        tls: Some(tls),
        site_url: Some(format!("https://{HOST}")),
        ..ServerConfig::new(folder.join("data"))
    };
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    Server::start(config, surroundings).await.unwrap()
}

/// A connection of somebody who trusts this authority and speaks this protocol; an error when the server is not believed.
async fn connect(
    server: &RunningServer,
    authority: &Authority,
    protocol: &str,
) -> Result<TlsStream<TcpStream>, std::io::Error> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
    let mut config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let stream = TcpStream::connect(server.address()).await.unwrap();
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(HOST).unwrap(), stream).await
}

async fn http2(server: &RunningServer, authority: &Authority) -> SendRequest<Empty<Bytes>> {
    let stream = connect(server, authority, "h2").await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

async fn ping(sender: &mut SendRequest<Empty<Bytes>>) -> StatusCode {
    let request = Request::get(format!("https://{HOST}/api/v4/system/ping")).body(Empty::new()).unwrap();
    let answer = sender.send_request(request).await.unwrap();
    let status = answer.status();
    answer.into_body().collect().await.unwrap();
    status
}

#[tokio::test]
async fn http2_and_sockets_are_spoken_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    renew(folder.path(), &authority);
    let server = start(folder.path()).await;
    assert!(server.url().starts_with("https://"));
    let mut sender = http2(&server, &authority).await;
    let together = (0..20).map(|_| {
        let mut sender = sender.clone();
        tokio::spawn(async move { ping(&mut sender).await })
    });
    for answer in together.collect::<Vec<_>>() {
        assert_eq!(answer.await.unwrap(), StatusCode::OK);
    }
    assert_eq!(ping(&mut sender).await, StatusCode::OK);

    let stream = connect(&server, &authority, "http/1.1").await.unwrap();
    let mut request = format!("wss://{HOST}/api/v4/websocket").into_client_request().unwrap();
    request.headers_mut().insert(header::ORIGIN, format!("https://{HOST}").parse().unwrap());
    let (_, upgraded) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    assert_eq!(upgraded.status(), StatusCode::SWITCHING_PROTOCOLS);
    let stream = connect(&server, &authority, "http/1.1").await.unwrap();
    let mut stranger = format!("wss://{HOST}/api/v4/websocket").into_client_request().unwrap();
    stranger.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().unwrap());
    let refused = tokio_tungstenite::client_async(stranger, stream).await.unwrap_err();
    assert!(matches!(refused, Error::Http(answer) if answer.status() == StatusCode::FORBIDDEN));
    server.shutdown().await;
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_over_and_open_connections_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (Authority::new(), Authority::new());
    renew(folder.path(), &old);
    let server = start(folder.path()).await;
    let mut before = http2(&server, &old).await;

    fs::write(folder.path().join("fullchain.pem"), "no certificate").unwrap();
    assert!(server.listener().reload().await.is_err());
    assert_eq!(ping(&mut http2(&server, &old).await).await, StatusCode::OK, "what is of no use changes nothing");

    renew(folder.path(), &new);
    server.listener().reload().await.unwrap();
    assert!(connect(&server, &old, "h2").await.is_err());
    assert_eq!(ping(&mut http2(&server, &new).await).await, StatusCode::OK);
    assert_eq!(ping(&mut before).await, StatusCode::OK);
    server.shutdown().await;
}
