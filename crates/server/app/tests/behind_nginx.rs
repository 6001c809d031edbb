//! The server behind a real nginx, set up as `docs/behind-nginx.md` says: below a path, with client certificates.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{fs, net::SocketAddr, sync::Arc, time::Duration};

use countersign_loopback::{Authority, Identity, service::Nginx};
use countersign_server::{RunningServer, Server, ServerConfig, Surroundings};
use countersign_server_domain::ports::journal::NoJournal;
use countersign_system::{OsRandom, SystemClock};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject};
use serde_json::{Value, json};
use tokio::net::UnixStream;
use tokio_rustls::{TlsConnector, client::TlsStream, rustls};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

const HOST: &str = "chat.example.com";
const PASSWORD: &str = "a passphrase of some length";
const GUIDE: &str = include_str!("../../../../docs/behind-nginx.md");

struct Site {
    _server: RunningServer,
    nginx: Nginx,
    authority: Authority,
    phone: Identity,
}

/// Set up with this test's files, and a socket instead of a port.
async fn site() -> Option<Site> {
    let folder = tempfile::tempdir().unwrap();
    let here = |name: &str| folder.path().join(name).display().to_string();
    let authority = Authority::new();
    let (chat, phone) = (authority.issue(&[HOST]), authority.issue(&["phone"]));
    for (name, text) in
        [("chat.pem", &chat.certificate_pem), ("chat.key", &chat.key_pem), ("phones-ca.pem", &authority.pem())]
    {
        fs::write(here(name), text).unwrap();
    }
    let config = ServerConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        site_url: Some(format!("https://{HOST}/chat")),
        ..ServerConfig::new(folder.path().join("data"))
    };
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    let server = Server::start(config, surroundings).await.unwrap();
    let words = [
        ("listen 443 ssl;", format!("listen {} ssl;", Nginx::listen(folder.path()))),
        ("/etc/nginx/chat.pem", here("chat.pem")),
        ("/etc/nginx/chat.key", here("chat.key")),
        ("/etc/nginx/phones-ca.pem", here("phones-ca.pem")),
        ("http://127.0.0.1:8065", format!("http://{}", server.address())),
    ];
    let nginx = Nginx::start(GUIDE, &words, folder).await?;
    Some(Site { _server: server, nginx, authority, phone })
}

impl Site {
    async fn connect(&self, with_certificate: bool) -> TlsStream<UnixStream> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.authority.pem().as_bytes()).unwrap()).unwrap();
        let builder = rustls::ClientConfig::builder().with_root_certificates(roots);
        let config = if with_certificate {
            let chain = CertificateDer::pem_slice_iter(self.phone.certificate_pem.as_bytes()).map(Result::unwrap);
            let key = PrivateKeyDer::from_pem_slice(self.phone.key_pem.as_bytes()).unwrap();
            builder.with_client_auth_cert(chain.collect(), key).unwrap()
        } else {
            builder.with_no_client_auth()
        };
        let stream = self.nginx.connect().await;
        let name = ServerName::try_from(HOST).unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
    }

    async fn ask(
        &self,
        with_certificate: bool,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Value,
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let stream = TokioIo::new(self.connect(with_certificate).await);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
        let driver = tokio::spawn(connection);
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (head, body) =
            sender.send_request(request.body(Full::<bytes::Bytes>::from(body)).unwrap()).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        driver.abort();
        (head.status, head.headers, body)
    }
}

#[tokio::test]
async fn a_site_below_a_path_works_for_who_shows_a_certificate_and_for_nobody_else() {
    let Some(site) = site().await else { return };
    let (status, _, _) = site.ask(false, "GET", "/chat/api/v4/system/ping", &[], Value::Null).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "nginx lets somebody in who has no certificate");
    let (status, _, _) = site.ask(true, "GET", "/api/v4/system/ping", &[], Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "outside of the path there is nothing");
    let (status, _, body) = site.ask(true, "GET", "/chat/api/v4/system/ping", &[], Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));

    let account = json!({"username": "ada", "email": "ada@example.com", "password": PASSWORD});
    let (status, _, _) = site.ask(true, "POST", "/chat/api/v4/users", &[], account).await;
    assert_eq!(status, StatusCode::CREATED);
    let login = json!({"login_id": "ada", "password": PASSWORD});
    let (status, headers, _) =
        site.ask(true, "POST", "/chat/api/v4/users/login", &[("x-requested-with", "XMLHttpRequest")], login).await;
    assert_eq!(status, StatusCode::OK);
    let cookies: Vec<_> = headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 3);
    assert!(
        cookies.iter().all(|cookie| cookie.contains("; Path=/chat;") && cookie.contains("; Secure")),
        "{cookies:?}"
    );
    let session = cookies.iter().find(|cookie| cookie.starts_with("MMAUTHTOKEN")).unwrap().split(';').next().unwrap();
    let (status, _, body) = site.ask(true, "GET", "/chat/api/v4/users/me", &[("cookie", session)], Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    let me: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(me["username"], "ada");

    let mut request = format!("wss://{HOST}/chat/api/v4/websocket").into_client_request().unwrap();
    request.headers_mut().insert(header::COOKIE, session.parse().unwrap());
    request.headers_mut().insert(header::ORIGIN, format!("https://{HOST}").parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::client_async(request, site.connect(true).await).await.unwrap();
    let hello = tokio::time::timeout(Duration::from_secs(20), futures_util::StreamExt::next(&mut socket)).await;
    assert!(hello.unwrap().unwrap().unwrap().into_text().unwrap().contains("\"hello\""));
}
