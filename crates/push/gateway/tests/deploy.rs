//! What is shipped in `deploy/`: its metrics exist, its alerts are explained, and the service writes to its queue only.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use countersign_loopback::{Authority, Peer, PeerOptions, Received, Reply, service_account};
use countersign_primitives::SequenceRandom;
use countersign_push::{Gateway, GatewayConfig, Surroundings};
use countersign_system::{OsRandom, SystemClock};
use countersign_webpush::VapidKey;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

fn deploy(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../deploy").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of metrics in an expression of Prometheus.
fn metrics_in(expression: &str) -> BTreeSet<String> {
    let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words
        .filter(|word| word.starts_with("countersign_push_") || word.starts_with("service_"))
        .map(str::to_owned)
        .collect()
}

/// `expr` and `alert` of each rule; expressions may run over several lines.
fn alerts() -> BTreeMap<String, String> {
    let mut alerts: BTreeMap<String, String> = BTreeMap::new();
    let (mut name, mut within) = (String::new(), false);
    for line in deploy("prometheus/push-gateway.rules.yml").lines() {
        let text = line.trim();
        if let Some(alert) = text.strip_prefix("- alert: ") {
            alert.clone_into(&mut name);
            within = false;
        } else if let Some(expression) = text.strip_prefix("expr: ") {
            assert!(
                alerts.insert(name.clone(), expression.trim_start_matches(">-").to_owned()).is_none(),
                "{name} twice"
            );
            within = true;
        } else if within && (text.starts_with("for:") || text.starts_with("labels:")) {
            within = false;
        } else if within {
            *alerts.get_mut(&name).unwrap() += text;
        }
    }
    alerts
}

fn dashboard_expressions() -> Vec<String> {
    let board: Value = serde_json::from_str(&deploy("grafana/push-gateway.json")).unwrap();
    let panels = board["panels"].as_array().unwrap();
    let targets = panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten();
    let mut all: Vec<_> = targets.map(|target| target["expr"].as_str().unwrap().to_owned()).collect();
    all.extend(
        board["templating"]["list"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|variable| variable["definition"].as_str().map(str::to_owned)),
    );
    all
}

/// What `/metrics` says exists: name and kind.
async fn families() -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let key = VapidKey::generate(&SequenceRandom::new(7));
    let file = folder.path().join("push.toml");
    let text = format!(
        "listen = \"127.0.0.1:0\"\nmetrics = true\n[[web_push]]\nname = \"up\"\nvapid_private_key = \"{}\"\ncontact = \
         \"ops@example.com\"\n",
        key.private_text().expose()
    );
    fs::write(&file, text).unwrap();
    let config = GatewayConfig::load(&file).unwrap().config;
    let surroundings = Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), observer: None };
    let gateway = Gateway::start(config, surroundings).await.unwrap();
    let page = ask(gateway.addr(), "GET /metrics", "").await;
    let types = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    types.map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect()
}

/// The body of the answer.
async fn ask(address: SocketAddr, what: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("{what} HTTP/1.0\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all((head + body).as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

#[tokio::test]
async fn every_metric_that_dashboard_and_alerts_name_exists() {
    let families = families().await;
    let alerts = alerts();
    assert!(alerts.len() > 15 && families.len() > 50, "{} alerts, {} families", alerts.len(), families.len());
    let dashboard = dashboard_expressions();
    assert!(dashboard.len() > 40, "{}", dashboard.len());
    for expression in alerts.values().chain(&dashboard) {
        let named = metrics_in(expression);
        assert!(!named.is_empty(), "no metric of ours in {expression}");
        for name in named {
            let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
            let kind = families.get(base).or_else(|| families.get(&name));
            let Some(kind) = kind else { panic!("{name} does not exist: {expression}") };
            assert_eq!(base != name, kind == "histogram", "{name} is a {kind}: {expression}");
            assert_eq!(name.ends_with("_total"), kind == "counter", "{name} is a {kind}: {expression}");
        }
    }
}

#[test]
fn every_alert_is_explained_and_nothing_else_is() {
    let page = include_str!("../../../../docs/push-gateway-alerts.md");
    let explained: BTreeSet<_> = page.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned).collect();
    assert_eq!(explained, alerts().into_keys().collect());
}

#[test]
fn the_unit_takes_every_right_away_that_the_service_does_not_need() {
    let unit = deploy("systemd/countersign-push.service");
    let settings: Vec<_> = unit.lines().filter(|line| !line.starts_with('#')).collect();
    for needed in [
        "DynamicUser=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "MemoryDenyWriteExecute=yes",
        "SystemCallFilter=@system-service",
        "StateDirectory=countersign-push",
    ] {
        assert!(settings.contains(&needed), "{needed}");
    }
    let writable = settings.iter().filter(|line| line.starts_with("ReadWritePaths") || line.contains("Directory="));
    assert_eq!(
        writable.collect::<Vec<_>>(),
        [&"StateDirectory=countersign-push", &"ConfigurationDirectory=countersign-push"]
    );
}

/// Paths such as `queue.size` that stand in a values file, sections included.
fn values() -> BTreeSet<String> {
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut all = BTreeSet::new();
    let mut block = None;
    for line in deploy("helm/countersign-push/values.yaml").lines() {
        let depth = line.len() - line.trim_start().len();
        if line.trim().is_empty() || line.trim().starts_with('#') || block.is_some_and(|block| depth > block) {
            continue;
        }
        let (name, value) = line.trim().split_once(':').unwrap();
        block = value.trim().starts_with('|').then_some(depth);
        path.retain(|(outer, _)| *outer < depth);
        path.push((depth, name.to_owned()));
        all.insert(path.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("."));
    }
    all
}

#[test]
fn the_chart_uses_every_value_it_has_and_no_other() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../deploy/helm/countersign-push/templates");
    let mut used = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert_eq!(text.matches("{{").count(), text.matches("}}").count());
        for piece in text.split(".Values.").skip(1) {
            let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(piece.len());
            used.insert(piece[..end].to_owned());
        }
    }
    let values = values();
    assert!(used.len() > 20, "{used:?}");
    for path in &used {
        assert!(values.contains(path), "{path} has no value");
    }
    for value in &values {
        let is_used = used.iter().any(|path| {
            path == value || path.starts_with(&format!("{value}.")) || value.starts_with(&format!("{path}."))
        });
        assert!(is_used, "{value} is used nowhere");
    }
    let pod = deploy("helm/countersign-push/templates/stateful-set.yaml");
    for needed in
        ["readOnlyRootFilesystem: true", "runAsNonRoot: true", "drop: [\"ALL\"]", "allowPrivilegeEscalation: false"]
    {
        assert!(pod.contains(needed), "{needed}");
    }
}

#[test]
fn the_chart_and_the_container_are_for_the_queue_and_the_user_of_each_other() {
    let container = deploy("container/push.Containerfile");
    let pod = deploy("helm/countersign-push/templates/stateful-set.yaml");
    for text in [&container, &pod] {
        assert!(text.contains("/var/lib/countersign-push/queue") && text.contains("65532"));
        assert!(text.contains("/etc/countersign-push/push.toml"));
    }
    assert!(container.contains("FROM scratch") && container.contains("USER 65532:65532"));
}

/// A gateway that runs as a process, ended with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Everything below a folder, with sizes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, u64> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(tree(&path));
        }
        all.insert(path.clone(), fs::symlink_metadata(&path).unwrap().len());
    }
    all
}

/// Files that a process has opened for writing; where its standard streams go is its caller's choice.
fn written_by(process: u32) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(format!("/proc/{process}/fd")).unwrap() {
        let entry = entry.unwrap().path();
        if ["0", "1", "2"].iter().any(|stream| entry.ends_with(stream)) {
            continue;
        }
        let Ok(path) = fs::read_link(&entry) else { continue };
        let is_writable = fs::symlink_metadata(&entry).unwrap().permissions().mode() & 0o200 != 0;
        if is_writable && path.is_file() {
            all.push(path);
        }
    }
    all
}

/// Whether this system lets us make mounts of our own.
fn has_namespaces() -> bool {
    let made = Command::new("unshare").args(["--user", "--map-root-user", "--mount", "true"]).status();
    made.is_ok_and(|status| status.success())
}

/// The gateway; where the system allows it, in a world in which nothing but the queue can be written.
fn start(folder: &Path, config: &Path) -> (Process, bool) {
    let (home, queue) = (folder.join("home"), folder.join("queue"));
    let binary = env!("CARGO_BIN_EXE_countersign-push");
    let sealed = has_namespaces();
    let mut command = if sealed {
        let script = r#"
            set -e
            mount --bind "$QUEUE" "$QUEUE"
            awk '{print $2}' /proc/self/mounts | while read -r place; do
                [ "$place" = "$QUEUE" ] || mount -o remount,bind,ro "$place" 2>/dev/null || true
            done
            for place in "$HOME/x" /tmp/of-the-gateway; do
                if touch "$place" 2>/dev/null; then echo "$place can be written" >&2; exit 70; fi
            done
            exec "$@"
        "#;
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", binary]);
        command
    } else {
        Command::new(binary)
    };
    command.args(["serve", "--config"]).arg(config).args(["--queue-folder"]).arg(queue.join("inside"));
    command.current_dir(&home).env("QUEUE", &queue).stderr(Stdio::inherit());
    for variable in ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"] {
        command.env(variable, &home);
    }
    (Process(command.spawn().unwrap()), sealed)
}

#[tokio::test]
async fn the_service_runs_with_nothing_writable_but_its_queue() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    for name in ["home", "queue", "etc"] {
        fs::create_dir(place(name)).unwrap();
    }
    let authority = Authority::new();
    // It fails first, so that the push goes through the queue.
    let google = Peer::http2(PeerOptions::tls(&authority, "fcm.googleapis.com"), {
        let asked = std::sync::atomic::AtomicUsize::new(0);
        move |_: &Received| match asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => Reply::json(503, "{}"),
            _ => Reply::json(200, r#"{"name":"projects/test-project/messages/1"}"#),
        }
    })
    .await;
    let token = |_: &Received| Reply::json(200, r#"{"access_token":"t","expires_in":3599,"token_type":"Bearer"}"#);
    let tokens = Peer::http1(PeerOptions::clear(), token).await;
    fs::write(place("etc/account.json"), service_account(&format!("http://{}/token", tokens.address()))).unwrap();
    fs::write(place("etc/ca.pem"), authority.pem()).unwrap();
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let text = format!(
        "listen = \"{address}\"\nmetrics = true\n[[fcm]]\nname = \"android_rn\"\nservice_account_file = \
         \"account.json\"\nconnect_to = \"127.0.0.1:{}\"\nextra_roots_file = \"ca.pem\"\n",
        google.address().port()
    );
    fs::write(place("etc/push.toml"), text).unwrap();
    let outside = || -> BTreeMap<_, _> { [tree(&place("home")), tree(&place("etc"))].into_iter().flatten().collect() };
    let before = outside();

    let (process, sealed) = start(folder.path(), &place("etc/push.toml"));
    let push = r#"{"ack_id":"a","platform":"android_rn","server_id":"s","device_id":"token:1","type":"message"}"#;
    let delivered = async {
        while TcpStream::connect(address).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(ask(address, "POST /api/v1/send_push", push).await.contains("\"OK\""));
        google.wait_for(2).await;
    };
    tokio::time::timeout(Duration::from_secs(30), delivered).await.expect("the push should have been delivered by now");

    assert_eq!(outside(), before, "something was written outside of the queue (sealed: {sealed})");
    let written = written_by(process.0.id());
    assert!(!written.is_empty(), "the queue is open");
    for path in written {
        assert!(path.starts_with(place("queue")), "{} is open for writing", path.display());
    }
}
