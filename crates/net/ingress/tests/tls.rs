//! TLS: versions, protocols, the forms of keys, mistakes in files.

mod support;

use std::{sync::Arc, time::Duration};

use countersign_ingress::{BindError, Limits, ListenerConfig, Peer, RequestBody, TlsError, TlsFiles};
use countersign_primitives::TimestampMs;
use http::Request;
use hyper_util::rt::TokioIo;
use rustls::{
    HandshakeKind,
    version::{TLS12, TLS13},
};
use support::{
    anywhere,
    client::{self, get, handshake, http2, read, talk, tls, tls_get},
    echo,
    pki::{self, Authority, Files},
    start, text, wait,
};
use tokio::net::TcpStream;

#[tokio::test]
async fn both_versions_and_both_protocols_are_spoken() {
    let authority = Authority::new("tests");
    let files = Files::new(&authority.issue("localhost", 1));
    let told = async |request: Request<RequestBody>, peer: Arc<Peer>| {
        let name = peer.tls.as_ref().and_then(|tls| tls.server_name.clone());
        text(format!("{:?} {}", request.version(), name.unwrap_or_default()))
    };
    let config = ListenerConfig::tcp("test", anywhere()).with_tls(files.tls());
    let (_listener, address) = start(config, told).await;
    for version in [&TLS12, &TLS13] {
        let config = pki::client(&authority.pem(), None, &["http/1.1"], &[version]);
        assert_eq!(tls_get(address, config, "/").await.unwrap(), "HTTP/1.1 localhost");
        let config = pki::client(&authority.pem(), None, &["h2", "http/1.1"], &[version]);
        let stream = tls(address, config).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let mut sender = http2(TokioIo::new(stream)).await.unwrap();
        let response = sender.send_request(get("https://localhost/")).await.unwrap();
        assert_eq!(read(response).await.unwrap().1, "HTTP/2.0 localhost");
    }
}

#[tokio::test]
async fn a_caller_that_returns_resumes_its_session() {
    let authority = Authority::new("tests");
    let files = Files::new(&authority.issue("localhost", 1));
    let (_listener, address) = start(ListenerConfig::tcp("test", anywhere()).with_tls(files.tls()), echo).await;
    for version in [&TLS12, &TLS13] {
        let config = pki::client(&authority.pem(), None, &[], &[version]);
        assert_eq!(handshake(address, config.clone()).await, HandshakeKind::Full);
        assert_eq!(handshake(address, config).await, HandshakeKind::Resumed);
    }
}

#[tokio::test]
async fn tls_12_and_http2_can_be_switched_off() {
    let authority = Authority::new("tests");
    let files = Files::new(&authority.issue("localhost", 1));
    let strict = TlsFiles { tls13_only: true, http2: false, ..files.tls() };
    let (listener, address) = start(ListenerConfig::tcp("test", anywhere()).with_tls(strict), echo).await;
    assert!(tls(address, pki::client(&authority.pem(), None, &[], &[&TLS12])).await.is_err());
    let stream = tls(address, authority.client(None, &["h2", "http/1.1"])).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    assert_eq!(listener.view().counters().handshakes_failed, 1);
}

#[tokio::test]
async fn keys_come_in_every_usual_form() {
    let fixture = |name: &str| format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    for (certificate, key) in [("rsa.crt", "rsa-pkcs1.key"), ("ec.crt", "ec-sec1.key")] {
        let files = TlsFiles { watch_interval: None, ..TlsFiles::new(fixture(certificate), fixture(key)) };
        let (listener, address) = start(ListenerConfig::tcp("test", anywhere()).with_tls(files), echo).await;
        let trusted = std::fs::read_to_string(fixture(certificate)).unwrap();
        let config = pki::client(&trusted, None, &[], rustls::ALL_VERSIONS);
        let outcome = tls(address, config).await;
        // A certificate that signs itself is no authority; that the handshake got so far shows that the key signs.
        let error = outcome.map(drop).unwrap_err().to_string();
        assert!(error.contains("CaUsedAsEndEntity") || error.contains("UnknownIssuer"), "{certificate}: {error}");
        assert_eq!(listener.view().certificate().unwrap().dns_names, ["localhost"]);
    }
}

#[tokio::test]
async fn certificate_and_key_may_be_one_file() {
    let authority = Authority::new("tests");
    let pair = authority.issue("localhost", 1);
    let files = Files::new(&pair);
    files.put("both.pem", &format!("{}{}{}", pair.key, pair.certificate, authority.pem()));
    let both = TlsFiles::new(files.path("both.pem"), files.path("both.pem"));
    let (_listener, address) = start(ListenerConfig::tcp("test", anywhere()).with_tls(both), echo).await;
    assert_eq!(tls_get(address, authority.client(None, &[]), "/x").await.unwrap(), "GET /x ");
}

#[tokio::test]
async fn mistakes_in_files_are_named_without_their_content() {
    let authority = Authority::new("tests");
    let (pair, other) = (authority.issue("localhost", 1), authority.issue("localhost", 2));
    let files = Files::new(&pair);
    let fixture = |name: &str| std::fs::read_to_string(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR")));
    let fault = async |certificate: &str, key: &str| {
        files.put("server.crt", certificate);
        files.put("server.key", key);
        match ListenerConfig::tcp("test", anywhere()).with_tls(files.tls()).bind().await {
            Err(BindError::Tls(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(fault(&pair.certificate, &other.key).await, TlsError::KeyMismatch { .. }));
    assert!(matches!(fault(&pair.key, &pair.key).await, TlsError::NoCertificate { .. }));
    assert!(matches!(fault(&pair.certificate, &pair.certificate).await, TlsError::NoKey { .. }));
    assert!(matches!(fault("", &pair.key).await, TlsError::NoCertificate { .. }));
    let encrypted = fixture("ec-encrypted.key").unwrap();
    assert!(matches!(fault(&fixture("ec.crt").unwrap(), &encrypted).await, TlsError::EncryptedKey { .. }));

    let cut = &pair.key[..pair.key.len() / 2];
    let error = fault(&pair.certificate, cut).await;
    assert!(matches!(error, TlsError::Malformed { .. }), "{error}");
    let inside = pair.key.lines().nth(1).unwrap();
    assert!(!format!("{error} {error:?}").contains(&inside[..16]));

    let garbled = pair.key.replacen(&inside[..8], "!!!!!!!!", 1);
    let error = fault(&pair.certificate, &garbled).await;
    assert!(matches!(error, TlsError::Malformed { .. }), "{error}");

    std::fs::remove_file(files.path("server.key")).unwrap();
    let error = ListenerConfig::tcp("test", anywhere()).with_tls(files.tls()).bind().await.unwrap_err();
    assert!(error.to_string().contains("server.key"), "{error}");
}

#[tokio::test]
async fn the_end_of_the_certificate_can_be_read() {
    let authority = Authority::new("tests");
    let files = Files::new(&authority.issue("localhost", 0x1234));
    let (listener, _) = start(ListenerConfig::tcp("test", anywhere()).with_tls(files.tls()), echo).await;
    let certificate = listener.view().certificate().unwrap();
    assert_eq!(certificate.not_after, TimestampMs::from_secs(3_786_912_000));
    assert_eq!((certificate.serial.as_str(), certificate.common_name.as_deref()), ("1234", Some("localhost")));
}

#[tokio::test]
async fn clear_http_on_the_tls_port_is_told_so() {
    let authority = Authority::new("tests");
    let files = Files::new(&authority.issue("localhost", 1));
    let (listener, address) = start(ListenerConfig::tcp("test", anywhere()).with_tls(files.tls()), echo).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    let received = client::read_until(&mut stream, "not HTTP.\r\n").await;
    assert!(received.starts_with("HTTP/1.1 400 ") && received.contains("Content-Length: 34\r\n"), "{received}");
    drop(stream);
    wait::until("counting", || listener.view().counters().cleartext_on_tls == 1).await;
    assert_eq!(listener.view().counters().handshakes_failed, 0);
}

#[tokio::test]
async fn garbage_and_silence_fail_the_handshake() {
    let authority = Authority::new("tests");
    let files = Files::new(&authority.issue("localhost", 1));
    let limits = Limits { handshake_timeout: Duration::from_millis(200), ..Limits::default() };
    let config = ListenerConfig::tcp("test", anywhere()).with_tls(files.tls()).with_limits(limits);
    let (listener, address) = start(config, echo).await;
    talk(address, &[b"\x16\x03\x01\xff\xff\x00\x00garbage garbage garbage"]).await;
    talk(address, &[b"\x16\x03"]).await;
    talk(address, &[]).await;
    wait::until("three failures", || listener.view().counters().handshakes_failed == 3).await;
    assert_eq!(tls_get(address, authority.client(None, &[]), "/").await.unwrap(), "GET / ");
}
