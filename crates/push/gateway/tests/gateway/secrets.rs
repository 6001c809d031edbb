//! Nothing that must stay secret leaves by the log, by metrics or by an answer to somebody else.

use std::{fmt::Write, fs::File, net::SocketAddr, path::Path, process::Stdio};

use countersign_loopback::{Received, Reply};
use countersign_push::GatewayConfig;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::{
    process::{command, free_address, listens},
    support::{ACCEPTED, Vendors, metric, script, until},
};

const CALLER: &str = "bearer-token-of-the-chat-server";
const STRANGER: &str = "bearer-token-that-nobody-has";
const TEXT: &str = "the merger is off, tell no one";
const CHANNEL: &str = "Project Nightingale";
const SENDER: &str = "Dr. Octavia Bumble";
const SIGNATURE: &str = "eyJhbGciOiJFUzI1NiJ9.c2lnbmVk.signature-of-a-push";

/// A device token that says what the vendor does with it.
fn apple(fate: u8) -> String {
    format!("{fate:02x}{}", "c0ffee5ec2e75a17".repeat(4))[..64].to_owned()
}

fn google(fate: &str) -> String {
    format!("fcm-registration-token-{fate}:APA91bSecretSecretSecretSecret")
}

fn message(platform: &str, device: &str) -> Value {
    json!({
        "ack_id": format!("ack-{:.8}-{platform}", device.replace(['\n', '.', '/'], "")), "platform": platform,
        "server_id": "srv", "device_id": device,
        "message": TEXT, "channel_name": CHANNEL, "sender_name": SENDER, "type": "message", "version": "v2",
        "signature": SIGNATURE, "channel_id": "c1",
    })
}

/// Every way in which Apple may answer, by the first two digits of the token.
fn moods_of_apple(request: &Received) -> Reply {
    let reason = |status, reason: &str| Reply::json(status, format!(r#"{{"reason":"{reason}"}}"#));
    match request.path.trim_start_matches("/3/device/").get(..2) {
        Some("01") => reason(410, "Unregistered"),
        Some("02") => reason(400, "BadCollapseId"),
        Some("03") => reason(400, "SomethingNew"),
        Some("04") => reason(503, "ServiceUnavailable"),
        Some("05") => Reply::close(),
        Some("06") => Reply::body(200, "text/html", "<html>a proxy</html>"),
        Some("07") => reason(403, "InvalidProviderToken"),
        _ => Reply::status(200),
    }
}

/// Google's answers repeat the token.
fn moods_of_google(request: &Received) -> Reply {
    let text = String::from_utf8_lossy(&request.body).into_owned();
    let error = |status, code: &str| {
        let detail =
            format!(r#"{{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"{code}"}}"#);
        let said = google(if text.contains("token-gone") { "gone" } else { "odd" });
        let body =
            format!(r#"{{"error":{{"code":{status},"message":"token {said}","status":"X","details":[{detail}]}}}}"#);
        Reply::json(status, body)
    };
    match &text {
        text if text.contains("token-gone") => error(404, "UNREGISTERED"),
        text if text.contains("token-odd") => error(400, "INVALID_ARGUMENT"),
        text if text.contains("token-busy") => error(503, "UNAVAILABLE"),
        _ => Reply::json(200, ACCEPTED),
    }
}

async fn post(addr: SocketAddr, token: &str, body: String) -> String {
    let stream = TcpStream::connect(addr).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request =
        Request::post("/api/v1/send_push").header("host", "x").header("authorization", format!("Bearer {token}"));
    let answer = sender.send_request(request.body(Full::new(bytes::Bytes::from(body))).unwrap()).await.unwrap();
    String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// Everything of the run that somebody else could read.
struct Run {
    log: String,
    metrics: String,
    answers: String,
    keys: Vec<String>,
}

async fn run(folder: &Path, format: &str) -> Run {
    let vendors = Vendors::start(script(moods_of_apple), script(moods_of_google)).await;
    let (address, admin) = (free_address().await, free_address().await);
    let config = vendors.write_config(folder, address);
    let callers = format!("\n[[caller]]\nname = \"chat\"\ntoken = \"{CALLER}\"\n");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("admin_listen = \"{admin}\"\n{text}{callers}")).unwrap();
    let log = folder.join("log");
    let mut process = command(&config)
        .args(["--log", "trace", "--log-format", format])
        .stderr(Stdio::from(File::create(&log).unwrap()))
        .spawn()
        .unwrap();
    listens(address).await;

    let mut answers = String::new();
    let devices = (0..7).map(apple).map(|device| ("apple_rn", device));
    let devices = devices.chain(["well", "gone", "odd", "busy"].map(|fate| ("android_rn", google(fate))));
    let devices = devices.chain([
        ("apple_rn", format!("{}\nERROR a line of its own", apple(9))),
        ("android_rn", "../../x?y=1\r\nx: y".to_owned()),
        ("nothing\n{\"level\":\"ERROR\"}", apple(8)),
        ("apple_rn", apple(7)),
    ]);
    for (platform, device) in devices {
        writeln!(answers, "{}", post(address, CALLER, message(platform, &device).to_string()).await).unwrap();
    }
    let whole = message("apple_rn", &apple(0)).to_string();
    for (token, body) in
        [(STRANGER, whole.clone()), (CALLER, whole.replace("\"srv\"", "7")), (CALLER, whole[..90].into())]
    {
        writeln!(answers, "{}", post(address, token, body).await).unwrap();
    }
    until(|| async { metric(admin, "countersign_push_unauthorized_total{reason=\"wrong\"}").await == 1 }).await;
    let metrics = crate::support::ask(admin, "GET", "/metrics", "").await.2;
    let health = crate::support::ask(admin, "GET", "/healthz", "").await.2;
    process.kill().unwrap();
    process.wait().unwrap();

    let key = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let keys = key("key.p8") + &key("account.json").replace("\\n", "\n");
    Run {
        log: std::fs::read_to_string(log).unwrap(),
        metrics: String::from_utf8([&metrics[..], &health[..]].concat()).unwrap(),
        answers,
        keys: keys
            .lines()
            .filter(|line| line.len() > 40 && !line.contains(['{', '-', ' ']))
            .map(str::to_owned)
            .collect(),
    }
}

fn assert_absent(secret: &str, text: &str, what: &str) {
    let found = text.lines().find(|line| line.contains(secret));
    assert!(found.is_none(), "{secret:?} stands in the {what}: {}", found.unwrap_or_default());
}

#[tokio::test]
async fn no_token_key_or_text_leaves_by_log_metrics_or_answers() {
    for format in ["json", "human"] {
        let folder = tempfile::tempdir().unwrap();
        let run = run(folder.path(), format).await;
        assert!(run.log.contains("push given up") && run.log.contains("target stopped"), "{}", run.log);
        assert!(run.log.contains("turned away"), "{}", run.log);
        assert!(run.keys.len() > 20, "the keys are looked for");
        let mut secrets = vec![
            CALLER.to_owned(),
            STRANGER.to_owned(),
            TEXT.to_owned(),
            CHANNEL.to_owned(),
            SENDER.to_owned(),
            "signature-of-a-push".to_owned(),
            "access-token-of-google".to_owned(),
            // Every signed token of ours begins so.
            "eyJ".to_owned(),
        ];
        secrets.extend(run.keys.iter().cloned());
        secrets.extend((0..10).map(apple));
        secrets.extend(["well", "gone", "odd", "busy"].map(google));
        for secret in &secrets {
            assert_absent(secret, &run.log, "log");
            assert_absent(secret, &run.metrics, "metrics");
        }
        for secret in secrets.iter().filter(|secret| !secret.starts_with("fcm-")) {
            assert_absent(secret, &run.answers, "answers");
        }
    }
}

#[tokio::test]
async fn what_callers_choose_makes_no_line_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let json = run(folder.path(), "json").await.log;
    for line in json.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("not one object: {line}"));
        assert!(line["level"].is_string() && line["timestamp"].is_string(), "{line}");
    }
    let folder = tempfile::tempdir().unwrap();
    let human = run(folder.path(), "human").await.log;
    for line in human.lines() {
        assert!(line.starts_with("20") && line.contains('Z'), "no line of ours: {line:?}");
    }
}

#[test]
fn mistakes_in_settings_do_not_show_what_stands_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("push.json");
    for text in [
        r#"{"Callers": [{"Name": "a", "Token": ["SECRET-5ec2e7"]}]}"#,
        r#"{"ApplePushSettings": [{"Type": "a", "AppleAuthKeyFile": 5, "ApplePushCertPassword": "SECRET-5ec2e7"}]}"#,
        r#"{"WebPushSettings": [{"Type": "a", "VAPIDPrivateKey": "SECRET-5ec2e7", "AllowedHosts": "SECRET-5ec2e7"}]}"#,
        r#"{"Callers": "SECRET-5ec2e7", "#,
    ] {
        std::fs::write(&path, text).unwrap();
        let error = GatewayConfig::load(&path).unwrap_err().to_string();
        assert!(!error.contains("5ec2e7"), "{error}");
    }
    let path = folder.path().join("push.toml");
    for text in
        ["[[caller]]\nname = \"a\"\ntoken = \"SECRET-5ec2e7", "[[caller]]\nname = \"a\"\ntoken = \"SECRET-5ec2e7\" x"]
    {
        std::fs::write(&path, text).unwrap();
        let error = GatewayConfig::load(&path).unwrap_err().to_string();
        assert!(!error.contains("5ec2e7"), "{error}");
    }
}
