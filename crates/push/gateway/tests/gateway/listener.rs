//! What callers meet before their request is read: TLS, HTTP/2, limits.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use countersign_ingress::{ClientCertificates, TlsFiles};
use countersign_loopback::{Authority, Identity};
use countersign_push::{CallerConfig, Gateway, GatewayConfig, RunningGateway};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion, version};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::support::{Seen, Vendors, hex, message, metric, site_with, soon, surroundings, takes_all};

fn write(folder: &Path, identity: &Identity) -> TlsFiles {
    std::fs::write(folder.join("server.crt"), &identity.certificate_pem).unwrap();
    std::fs::write(folder.join("server.key"), &identity.key_pem).unwrap();
    TlsFiles { watch_interval: None, ..TlsFiles::new(folder.join("server.crt"), folder.join("server.key")) }
}

struct Started {
    gateway: RunningGateway,
    config: GatewayConfig,
    _vendors: Vendors,
}

async fn start(tls: TlsFiles) -> Started {
    start_with(tls, Vec::new()).await
}

async fn start_with(tls: TlsFiles, callers: Vec<CallerConfig>) -> Started {
    let (apple, google) = takes_all();
    let vendors = Vendors::start(apple, google).await;
    let mut config = vendors.config();
    config.tls = Some(tls);
    config.callers = callers;
    config.admin_listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    let gateway = Gateway::start(config.clone(), surroundings(&Arc::new(Seen::default()))).await.unwrap();
    Started { gateway, config, _vendors: vendors }
}

fn client(
    authority: &Authority,
    identity: Option<&Identity>,
    alpn: &str,
    version: &'static SupportedProtocolVersion,
) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[version]).unwrap();
    let builder = builder.with_root_certificates(roots);
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let chain = vec![CertificateDer::from_pem_slice(identity.certificate_pem.as_bytes()).unwrap()];
            let key = PrivateKeyDer::from_pem_slice(identity.key_pem.as_bytes()).unwrap();
            builder.with_client_auth_cert(chain, key).unwrap()
        }
    };
    config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
    Arc::new(config)
}

async fn connect(addr: SocketAddr, config: Arc<ClientConfig>) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(addr).await?;
    TlsConnector::from(config).connect("localhost".try_into().unwrap(), stream).await
}

fn request(uri: &str, device: &str) -> Request<Full<Bytes>> {
    let body = message("apple_rn", device).to_string();
    Request::post(uri).header("host", "localhost").body(Full::new(body.into())).unwrap()
}

/// One push over TLS, by the protocol that was agreed on; the answer's body.
async fn push(addr: SocketAddr, config: Arc<ClientConfig>, device: &str) -> anyhow::Result<Bytes> {
    let stream = connect(addr, config).await?;
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let io = TokioIo::new(stream);
    let answer = if is_http2 {
        let (mut sender, connection) = http2::handshake(TokioExecutor::new(), io).await?;
        tokio::spawn(connection);
        sender.send_request(request("https://localhost/api/v1/send_push", device)).await?
    } else {
        let (mut sender, connection) = http1::handshake(io).await?;
        tokio::spawn(connection);
        sender.send_request(request("/api/v1/send_push", device)).await?
    };
    Ok(answer.into_body().collect().await?.to_bytes())
}

const OK: &[u8] = b"{\"status\":\"OK\"}\n";

#[tokio::test]
async fn pushes_are_taken_over_both_versions_of_tls_and_both_of_http() {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().unwrap());
    let Started { gateway, _vendors, .. } = start(write(folder.path(), &authority.issue(&["localhost"]))).await;
    let mut device = 0;
    for version in [&version::TLS12, &version::TLS13] {
        for alpn in ["http/1.1", "h2"] {
            device += 1;
            let config = client(&authority, None, alpn, version);
            assert_eq!(push(gateway.addr(), config, &hex(device)).await.unwrap(), OK, "{alpn} {version:?}");
        }
    }
    let admin = gateway.admin_addr().unwrap();
    let name = "countersign_push_listener_certificate_not_after_timestamp_seconds{listener=\"callers\"}";
    assert!(metric(admin, name).await > 1_700_000_000, "the certificate's end is shown");
    assert!(metric(admin, "countersign_push_listener_requests_total{listener=\"callers\"}").await >= 4);
}

#[tokio::test]
async fn a_new_certificate_is_taken_into_use_and_a_bad_one_is_not() {
    let (old, new, folder) = (Authority::new(), Authority::new(), tempfile::tempdir().unwrap());
    let Started { mut gateway, config, _vendors } = start(write(folder.path(), &old.issue(&["localhost"]))).await;
    let open = connect(gateway.addr(), client(&old, None, "http/1.1", &version::TLS13)).await.unwrap();
    write(folder.path(), &new.issue(&["localhost"]));
    gateway.reload(&config).await.unwrap();
    let with_new = || client(&new, None, "http/1.1", &version::TLS13);
    assert_eq!(push(gateway.addr(), with_new(), &hex(1)).await.unwrap(), OK);
    // The connection that was open before goes on.
    let (mut sender, connection) = http1::handshake(TokioIo::new(open)).await.unwrap();
    tokio::spawn(connection);
    assert_eq!(sender.send_request(request("/api/v1/send_push", &hex(2))).await.unwrap().status(), 200);

    std::fs::write(folder.path().join("server.crt"), "-----BEGIN CERTIFICATE-----\nnonsense").unwrap();
    let error = gateway.reload(&config).await.unwrap_err().to_string();
    assert!(error.contains("server.crt") && !error.contains("nonsense"), "{error}");
    assert_eq!(push(gateway.addr(), with_new(), &hex(3)).await.unwrap(), OK);
}

#[tokio::test]
async fn callers_must_show_a_certificate_where_one_is_asked_for() {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().unwrap());
    let tls = write(folder.path(), &authority.issue(&["localhost"]));
    std::fs::write(folder.path().join("clients.crt"), authority.pem()).unwrap();
    let client_certificates = ClientCertificates {
        authorities_file: folder.path().join("clients.crt"),
        revocations_file: None,
        required: true,
    };
    let Started { gateway, _vendors, .. } = start(tls.with_client_certificates(client_certificates)).await;
    let (own, stranger) = (authority.issue(&["chat"]), Authority::new().issue(&["chat"]));
    for version in [&version::TLS12, &version::TLS13] {
        let shown = |identity| client(&authority, identity, "h2", version);
        assert!(push(gateway.addr(), shown(None), &hex(1)).await.is_err());
        assert!(push(gateway.addr(), shown(Some(&stranger)), &hex(2)).await.is_err());
        assert_eq!(push(gateway.addr(), shown(Some(&own)), &hex(3)).await.unwrap(), OK);
    }
}

#[tokio::test]
async fn a_certificate_names_its_caller() {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().unwrap());
    let tls = write(folder.path(), &authority.issue(&["localhost"]));
    std::fs::write(folder.path().join("clients.crt"), authority.pem()).unwrap();
    let authorities_file = folder.path().join("clients.crt");
    let asked = ClientCertificates { authorities_file, revocations_file: None, required: false };
    let by_name = |name: &str, certificate: &str, apps: &[&str]| CallerConfig {
        name: name.to_owned(),
        certificates: vec![certificate.to_owned()],
        apps: apps.iter().map(|app| (*app).to_owned()).collect(),
        ..CallerConfig::default()
    };
    let callers =
        vec![by_name("chat", "chat.example.com", &["apple_rn"]), by_name("bot", "bot.example.com", &["android_rn"])];
    let Started { gateway, _vendors, .. } = start_with(tls.with_client_certificates(asked), callers).await;
    let ask = async |identity: Option<&Identity>| {
        let answer = push(gateway.addr(), client(&authority, identity, "h2", &version::TLS13), &hex(1)).await.unwrap();
        String::from_utf8(answer.to_vec()).unwrap()
    };
    assert_eq!(ask(Some(&authority.issue(&["chat.example.com"]))).await.as_bytes(), OK);
    assert!(ask(Some(&authority.issue(&["bot.example.com"]))).await.contains("may not send to this app"));
    assert!(ask(Some(&authority.issue(&["nobody.example.com"]))).await.contains("nobody's"));
    assert!(ask(None).await.contains("known callers only"));
}

#[tokio::test]
async fn a_key_of_another_certificate_fails_the_start() {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().unwrap());
    let tls = write(folder.path(), &authority.issue(&["localhost"]));
    std::fs::write(folder.path().join("server.key"), authority.issue(&["other"]).key_pem).unwrap();
    let config =
        GatewayConfig { tls: Some(tls), listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..GatewayConfig::default() };
    let Err(error) = Gateway::start(config, surroundings(&Arc::new(Seen::default()))).await else {
        panic!("it must not start")
    };
    assert!(error.to_string().contains("does not belong"), "{error}");
}

#[tokio::test]
async fn http2_is_understood_without_tls_too() {
    let (apple, google) = takes_all();
    let site = site_with(apple, google, |_| {}).await;
    let io = TokioIo::new(TcpStream::connect(site.gateway.addr()).await.unwrap());
    let (sender, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    let all = (1..=50).map(|device| {
        let mut sender = sender.clone();
        async move { sender.send_request(request("http://localhost/api/v1/send_push", &hex(device))).await.unwrap() }
    });
    for answer in futures_util::future::join_all(all).await {
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), OK);
    }
}

#[tokio::test]
async fn slow_callers_are_let_go_and_others_are_served() {
    let (apple, google) = takes_all();
    let site = site_with(apple, google, |config| {
        config.limits.header_timeout = Duration::from_millis(300);
        config.limits.body.pause = Duration::from_millis(300);
        config.admin_listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    })
    .await;
    let addr = site.gateway.addr();
    let slow_head = b"POST /api/v1/send_push HTTP/1.1\r\nHost: x\r\nX-Slow".as_slice();
    let slow_body =
        b"POST /api/v1/send_push HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{\"server_id\":".as_slice();
    let mut callers = Vec::new();
    for begun in [slow_head, slow_body] {
        let mut caller = TcpStream::connect(addr).await.unwrap();
        caller.write_all(begun).await.unwrap();
        callers.push(caller);
    }
    assert_eq!(crate::support::status_of(addr, &message("apple_rn", &hex(1))).await, "OK");
    for mut caller in callers {
        let mut rest = Vec::new();
        let _ = soon(caller.read_to_end(&mut rest)).await;
        assert!(!String::from_utf8_lossy(&rest).contains("\"OK\""));
    }
    let admin = site.gateway.admin_addr().unwrap();
    assert_eq!(metric(admin, "countersign_push_listener_timeouts_total{listener=\"callers\"}").await, 2);
    assert_eq!(site.apple.received().len(), 1);
}
