//! One gateway with a target for every case, so that cases do not meet, and the vendors behind it.

use std::{collections::BTreeMap, fmt::Write, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use countersign_egress::Endpoint;
use countersign_loopback::TEST_RSA_KEY;
use countersign_push::{
    ApnsCredential, Gateway, GatewayConfig, RunningGateway, Surroundings, TargetConfig, VendorConfig,
};
use countersign_sim_vendors::{RunningVendors, Script, Vendors, VendorsConfig};
use countersign_system::{OsRandom, SystemClock};
use countersign_wire_vendor::apns::Environment;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What must come of an answer of the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The caller's answer.
    pub(crate) told: Told,
    /// How often the vendor was asked until then.
    pub(crate) asked: u64,
    /// Whether the push was written down to be sent later.
    pub(crate) waits: bool,
    /// Whether an operator must look.
    pub(crate) alarm: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Ok,
    Remove,
    Fail,
}

impl Verdict {
    /// Taken at once.
    pub(crate) const SENT: Self = Self { told: Told::Ok, asked: 1, waits: false, alarm: false };
    /// The token is dead.
    pub(crate) const REMOVED: Self = Self { told: Told::Remove, ..Self::SENT };
    /// This push is wrong; nobody's token is touched.
    pub(crate) const GIVEN_UP: Self = Self { told: Told::Fail, ..Self::SENT };
    /// The target's settings are wrong.
    pub(crate) const STOPPED: Self = Self { told: Told::Fail, alarm: true, ..Self::SENT };
    /// Accepted, and sent later.
    pub(crate) const LATER: Self = Self { waits: true, ..Self::SENT };

    /// The same after asking once more at once.
    pub(crate) const fn asked_twice(self) -> Self {
        Self { asked: 2, ..self }
    }
}

/// A case: its name, the outcome script, and what must come of it.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) script: String,
    pub(crate) expected: Verdict,
}

/// How a case's target and token are made.
pub(crate) struct Platform {
    pub(crate) target: fn(&RunningVendors) -> VendorConfig,
    pub(crate) token: fn(&Script, &str) -> String,
}

pub(crate) struct Stage {
    vendors: RunningVendors,
    gateway: RunningGateway,
    _folder: TempDir,
}

impl Stage {
    async fn start(platform: &Platform, cases: &[Case]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vendors = vendors(folder.path()).await;
        let targets = (0..cases.len()).map(|number| TargetConfig {
            name: format!("case{number}"),
            vendor: (platform.target)(&vendors),
            extra_roots_pem: vendors.ca_pem().as_bytes().to_vec(),
            connections: Some(1),
            proxies: countersign_push::ProxyRules::default(),
        });
        let config = GatewayConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            metrics: true,
            // A debug build opens hundreds of TLS connections here: no case is about slowness.
            verdict_time: Duration::from_secs(20),
            attempt_time: Duration::from_secs(20),
            targets: targets.collect(),
            ..GatewayConfig::default()
        };
        let surroundings =
            Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), observer: None };
        let gateway = Gateway::start(config, surroundings).await.unwrap();
        Self { vendors, gateway, _folder: folder }
    }

    /// What came of a case.
    async fn play(&self, platform: &Platform, number: usize, case: &Case) -> Told {
        let script: Script = case.script.parse().unwrap();
        let push = json!({
            "ack_id": format!("ack-{number}"), "platform": format!("case{number}-v2"), "server_id": "srv",
            "device_id": (platform.token)(&script, &format!("device-number-{number}")), "type": "message",
            "message": "hello", "channel_name": "Town Square", "version": "v2",
        });
        let answer = ask(self.gateway.addr(), "POST /api/v1/send_push", &push.to_string()).await;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        match answer["status"].as_str().unwrap() {
            "OK" => Told::Ok,
            "REMOVE" => Told::Remove,
            "FAIL" => Told::Fail,
            other => panic!("{other}"),
        }
    }

    /// The counters of all targets: `name{target="…"}` to their value.
    async fn counters(&self) -> BTreeMap<String, u64> {
        let page = ask(self.gateway.addr(), "GET /metrics", "").await;
        let sample =
            |line: &str| line.rsplit_once(' ').and_then(|(name, value)| Some((name.into(), value.parse().ok()?)));
        page.lines().filter_map(sample).collect()
    }
}

/// Plays every case and says how the verdicts differ from what was expected; empty when none does.
pub(crate) async fn differences(platform: &Platform, cases: &[Case]) -> String {
    let stage = Stage::start(platform, cases).await;
    let plays = cases.iter().enumerate().map(|(number, case)| stage.play(platform, number, case));
    let told: Vec<_> = stream::iter(plays).buffered(32).collect().await;
    let counters = stage.counters().await;
    let mut differences = String::new();
    for (number, (case, told)) in cases.iter().zip(told).enumerate() {
        let counter = |name: &str| {
            counters.get(&format!("countersign_push_{name}_total{{target=\"case{number}\"}}")).copied().unwrap_or(0)
        };
        let seen = Verdict {
            told,
            // What waits may have been tried again by now: its first attempt was one.
            asked: counter("attempts").min(if case.expected.waits { case.expected.asked } else { u64::MAX }),
            waits: counter("queued") > 0,
            alarm: counter("alarms") > 0,
        };
        if seen != case.expected {
            let _ = writeln!(differences, "{}: {seen:?}, expected {:?}", case.name, case.expected);
        }
        assert_eq!(counter("removed"), u64::from(told == Told::Remove), "{}: the metric of removals", case.name);
    }
    differences
}

/// Plays cases whose script ends: each push must be with the vendor in the end, under one id.
pub(crate) async fn delivered_in_the_end(platform: &Platform, cases: &[Case]) {
    let stage = Stage::start(platform, cases).await;
    let plays = cases.iter().enumerate().map(|(number, case)| stage.play(platform, number, case));
    let told: Vec<_> = stream::iter(plays).buffered(32).collect().await;
    assert!(told.iter().all(|told| *told == Told::Ok), "{told:?}");
    let limit = std::time::Instant::now() + Duration::from_mins(1);
    loop {
        let records = stage.vendors.control().records(0, 10_000);
        let mut taken: Vec<_> = records.iter().filter(|record| record.verdict.status == 200).collect();
        taken.retain(|record| record.ack_id.is_some());
        taken.sort_by_key(|record| &record.ack_id);
        taken.dedup_by_key(|record| &record.ack_id);
        if taken.len() == cases.len() {
            return;
        }
        let missing = || {
            let is_missing =
                |number: &usize| !taken.iter().any(|record| record.ack_id == Some(format!("ack-{number}")));
            (0..cases.len()).filter(is_missing).map(|number| &cases[number].name).collect::<Vec<_>>()
        };
        assert!(std::time::Instant::now() < limit, "never delivered: {:?}", missing());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn vendors(folder: &Path) -> RunningVendors {
    std::fs::create_dir_all(folder.join("credentials")).unwrap();
    std::fs::write(folder.join("credentials/google.key.pem"), TEST_RSA_KEY).unwrap();
    let mut config = VendorsConfig::loopback(folder.to_owned(), Arc::new(SystemClock::new()), Arc::new(OsRandom));
    config.records = 10_000;
    Vendors::start(config).await.unwrap()
}

pub(crate) fn apple(vendors: &RunningVendors) -> VendorConfig {
    let credentials = vendors.apple_credentials();
    let endpoint = |environment| Some(vendors.apple_url(environment).parse::<Endpoint>().unwrap());
    VendorConfig::Apns {
        topic: "com.example.app".to_owned(),
        environment: Environment::Production,
        endpoint: endpoint(Environment::Production),
        twin_endpoint: endpoint(Environment::Development),
        credential: ApnsCredential::Token {
            key_pem: credentials.key_pem.clone(),
            key_id: credentials.key_id.clone(),
            team_id: credentials.team_id.clone(),
        },
    }
}

pub(crate) fn google(vendors: &RunningVendors) -> VendorConfig {
    VendorConfig::Fcm {
        account_json: vendors.google_credentials().service_account_json.clone(),
        project_id: String::new(),
        endpoint: Some(vendors.google_url().parse().unwrap()),
        per_minute: 0,
    }
}

/// The body of an answer.
async fn ask(address: SocketAddr, what: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("{what} HTTP/1.0\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all((head + body).as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}
