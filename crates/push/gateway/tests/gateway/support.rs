use std::{
    future::Future,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use countersign_loopback::{Authority, Peer, PeerOptions, Received, Reply, service_account};
use countersign_push::{
    ApnsCredential, DeliveryEvent, DeliveryObserver, Gateway, GatewayConfig, RunningGateway, Surroundings,
    TargetConfig, VendorConfig,
};
use countersign_system::{OsRandom, SystemClock};
use countersign_wire_vendor::apns::Environment;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

pub(crate) const APPLE: &str = "api.push.apple.com";
pub(crate) const GOOGLE: &str = "fcm.googleapis.com";

/// A gateway with an Apple and a Google target, and the peers that play them.
pub(crate) struct Site {
    pub(crate) gateway: RunningGateway,
    pub(crate) apple: Peer,
    pub(crate) google: Peer,
    pub(crate) _tokens: Peer,
    pub(crate) seen: Arc<Seen>,
}

/// The script of a vendor.
pub(crate) type Script = Box<dyn Fn(&Received) -> Reply + Send + Sync>;

pub(crate) fn script(script: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Script {
    Box::new(script)
}

/// What an observer saw, as `step ack_id detail`.
#[derive(Default)]
pub(crate) struct Seen(pub(crate) Mutex<Vec<String>>);

impl DeliveryObserver for Seen {
    fn observe(&self, event: &DeliveryEvent<'_>) {
        let message = event.step.message().map(|message| message.to_string()).unwrap_or_default();
        self.0.lock().unwrap().push(format!("{} {} {message}", event.step.name(), event.ack_id));
    }
}

pub(crate) struct Vendors {
    pub(crate) authority: Authority,
    pub(crate) apple: Peer,
    pub(crate) google: Peer,
    pub(crate) tokens: Peer,
    key: String,
}

impl Vendors {
    pub(crate) async fn start(apple: Script, google: Script) -> Self {
        let authority = Authority::new();
        let key = authority.issue(&["key"]).key_pem;
        let token = |_: &Received| {
            Reply::json(200, r#"{"access_token":"access-token-of-google","expires_in":3599,"token_type":"Bearer"}"#)
        };
        Self {
            apple: Peer::http2(PeerOptions::tls(&authority, APPLE), apple).await,
            google: Peer::http2(PeerOptions::tls(&authority, GOOGLE), google).await,
            tokens: Peer::http1(PeerOptions::clear(), token).await,
            authority,
            key,
        }
    }

    /// Settings that reach these vendors.
    pub(crate) fn config(&self) -> GatewayConfig {
        let target = |name: &str, vendor| TargetConfig {
            name: name.to_owned(),
            vendor,
            extra_roots_pem: self.authority.pem().into_bytes(),
            connections: None,
            proxies: countersign_push::ProxyRules::default(),
        };
        let endpoint = |host: &str, peer: &Peer| {
            let endpoint: countersign_egress::Endpoint = format!("https://{host}").parse().unwrap();
            Some(endpoint.via("127.0.0.1", peer.address().port()))
        };
        let apns = VendorConfig::Apns {
            topic: "com.example.app".to_owned(),
            environment: Environment::Production,
            endpoint: endpoint(APPLE, &self.apple),
            twin_endpoint: None,
            credential: ApnsCredential::Token {
                key_pem: self.key.clone().into(),
                key_id: "ABC123DEFG".to_owned(),
                team_id: "DEF123GHIJ".to_owned(),
            },
        };
        let fcm = VendorConfig::Fcm {
            account_json: service_account(&format!("http://{}/token", self.tokens.address())).into(),
            project_id: String::new(),
            endpoint: endpoint(GOOGLE, &self.google),
            per_minute: 600_000,
        };
        GatewayConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            metrics: true,
            verdict_time: Duration::from_millis(300),
            attempt_time: Duration::from_secs(2),
            targets: vec![target("apple_rn", apns), target("android_rn", fcm)],
            ..GatewayConfig::default()
        }
    }

    /// The same as a file in our own form, with everything it names beside it.
    pub(crate) fn write_config(&self, folder: &Path, listen: SocketAddr) -> std::path::PathBuf {
        std::fs::write(folder.join("key.p8"), &self.key).unwrap();
        std::fs::write(folder.join("ca.pem"), self.authority.pem()).unwrap();
        let account = service_account(&format!("http://{}/token", self.tokens.address()));
        std::fs::write(folder.join("account.json"), account).unwrap();
        let text = format!(
            r#"
listen = "{listen}"
metrics = true
verdict_time_ms = 200
attempt_time_ms = 1000
queue.folder = "{}"

[[apns]]
name = "apple_rn"
topic = "com.example.app"
key_file = "key.p8"
key_id = "ABC123DEFG"
team_id = "DEF123GHIJ"
connect_to = "127.0.0.1:{}"
extra_roots_file = "ca.pem"

[[fcm]]
name = "android_rn"
service_account_file = "account.json"
connect_to = "127.0.0.1:{}"
extra_roots_file = "ca.pem"
"#,
            folder.join("queue").display(),
            self.apple.address().port(),
            self.google.address().port(),
        );
        let path = folder.join("push.toml");
        std::fs::write(&path, text).unwrap();
        path
    }
}

pub(crate) fn surroundings(seen: &Arc<Seen>) -> Surroundings {
    Surroundings {
        clock: Arc::new(SystemClock::new()),
        random: Arc::new(OsRandom),
        observer: Some(Arc::clone(seen) as _),
    }
}

pub(crate) async fn site(apple: Script, google: Script) -> Site {
    site_with(apple, google, |_| {}).await
}

pub(crate) async fn site_with(apple: Script, google: Script, change: impl FnOnce(&mut GatewayConfig)) -> Site {
    let vendors = Vendors::start(apple, google).await;
    let mut config = vendors.config();
    change(&mut config);
    let seen = Arc::new(Seen::default());
    let gateway = Gateway::start(config, surroundings(&seen)).await.unwrap();
    Site { gateway, apple: vendors.apple, google: vendors.google, _tokens: vendors.tokens, seen }
}

/// A message to a device of a platform; the ack id follows from the device.
pub(crate) fn message(platform: &str, device: &str) -> Value {
    json!({
        "ack_id": format!("ack-of-{device}"), "platform": format!("{platform}-v2"), "server_id": "srv",
        "device_id": device, "message": "Hello", "badge": 1, "channel_id": "c1", "type": "message", "version": "v2",
        "is_crt_enabled": false, "is_id_loaded": false, "signature": "sig"
    })
}

/// Status and JSON body of an answer.
pub(crate) async fn push(addr: SocketAddr, message: &Value) -> (StatusCode, Value) {
    let (status, _, body) = ask(addr, "POST", "/api/v1/send_push", message.to_string()).await;
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

pub(crate) async fn status_of(addr: SocketAddr, message: &Value) -> String {
    push(addr, message).await.1["status"].as_str().unwrap_or_default().to_owned()
}

pub(crate) async fn ask(
    addr: SocketAddr,
    method: &str,
    path: &str,
    body: impl Into<Bytes>,
) -> (StatusCode, http::HeaderMap, Bytes) {
    let stream = TcpStream::connect(addr).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    let driver = tokio::spawn(connection);
    let request = Request::builder().method(method).uri(path).header("host", "gateway");
    let request = request.body(Full::new(body.into())).unwrap();
    let (head, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    driver.abort();
    (head.status, head.headers, body)
}

/// The value of a metric's sample; 0 when it is not there.
pub(crate) async fn metric(addr: SocketAddr, sample: &str) -> u64 {
    let (_, _, body) = ask(addr, "GET", "/metrics", "").await;
    let text = String::from_utf8(body.to_vec()).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(sample)?.trim().parse().ok());
    line.unwrap_or(0)
}

pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), what).await.expect("it should have happened within 20 s")
}

/// Asks again until the answer is as wanted.
pub(crate) async fn until<F: Future<Output = bool>>(what: impl Fn() -> F) {
    soon(async {
        while !what().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

pub(crate) fn hex(number: u64) -> String {
    format!("{number:064x}")
}

pub(crate) const ACCEPTED: &str = r#"{"name":"projects/test-project/messages/1"}"#;

pub(crate) fn takes_all() -> (Script, Script) {
    (script(|_| Reply::status(200)), script(|_| Reply::json(200, ACCEPTED)))
}
