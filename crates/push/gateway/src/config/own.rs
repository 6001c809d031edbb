//! Our own TOML.

use std::{path::PathBuf, time::Duration};

use countersign_dispatch::Lifetimes;
use countersign_egress::Endpoint;
use countersign_primitives::Secret;
use countersign_push_content::{Compat, DEFAULT_ID_ONLY_TEXT};
use countersign_push_outbox::OutboxLimits;
use countersign_wire_vendor::apns::Environment;
use serde::Deserialize;

mod limits;
mod tls;
mod web_push;

use limits::{CallerLimits, limits};
use tls::{Tls, tls};
use web_push::{WebPush, web_push};

use super::{
    ApnsCredential, DEFAULT_FCM_PER_MINUTE, GatewayConfig, TargetConfig, ThrottleConfig, VendorConfig,
    callers::{CallerSection, caller, check_callers},
    findings::{Loaded, Mistake},
    sources::{Files, Mistakes, check_targets, listen_address},
};

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    listen: String,
    tls: Option<Tls>,
    limits: CallerLimits,
    caller: Vec<CallerSection>,
    signature_window_secs: u64,
    admin_listen: Option<String>,
    metrics: bool,
    compat: CompatName,
    id_only_text: String,
    verdict_time_ms: u64,
    attempt_time_ms: u64,
    queue: Queue,
    throttle: Option<Throttle>,
    lifetime_secs: LifetimeSecs,
    apns: Vec<Apns>,
    fcm: Vec<Fcm>,
    web_push: Vec<WebPush>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8066".to_owned(),
            tls: None,
            limits: CallerLimits::default(),
            caller: Vec::new(),
            signature_window_secs: GatewayConfig::default().signature_window.as_secs(),
            admin_listen: None,
            metrics: false,
            compat: CompatName::Improved,
            id_only_text: DEFAULT_ID_ONLY_TEXT.to_owned(),
            verdict_time_ms: 2000,
            attempt_time_ms: 10_000,
            queue: Queue::default(),
            throttle: None,
            lifetime_secs: LifetimeSecs::default(),
            apns: Vec::new(),
            fcm: Vec::new(),
            web_push: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CompatName {
    Improved,
    Strict,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Queue {
    folder: Option<PathBuf>,
    pushes: usize,
    bytes: u64,
}

impl Default for Queue {
    fn default() -> Self {
        let limits = OutboxLimits::default();
        Self { folder: None, pushes: limits.pushes, bytes: limits.bytes }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Throttle {
    per_second: u32,
    #[serde(default)]
    keys: usize,
    #[serde(default)]
    by_headers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LifetimeSecs {
    call: u64,
    message: u64,
    notice: u64,
    silent: u64,
}

impl Default for LifetimeSecs {
    fn default() -> Self {
        let lifetimes = Lifetimes::default();
        Self {
            call: lifetimes.call.as_secs(),
            message: lifetimes.message.as_secs(),
            notice: lifetimes.notice.as_secs(),
            silent: lifetimes.silent.as_secs(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Apns {
    name: String,
    topic: String,
    #[serde(default = "production")]
    environment: Environment,
    key_file: Option<String>,
    key_id: Option<String>,
    team_id: Option<String>,
    certificate_file: Option<String>,
    endpoint: Option<String>,
    connect_to: Option<String>,
    twin_endpoint: Option<String>,
    extra_roots_file: Option<String>,
    connections: Option<usize>,
}

fn production() -> Environment {
    Environment::Production
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fcm {
    name: String,
    service_account_file: String,
    #[serde(default)]
    project_id: String,
    endpoint: Option<String>,
    connect_to: Option<String>,
    extra_roots_file: Option<String>,
    connections: Option<usize>,
    #[serde(default = "fcm_per_minute")]
    per_minute: u64,
}

fn fcm_per_minute() -> u64 {
    DEFAULT_FCM_PER_MINUTE
}

/// Reads our own configuration.
pub(super) fn parse(text: &str, files: &Files) -> Result<Loaded, Vec<Mistake>> {
    let file: File = toml::from_str(text).map_err(|error| {
        let before = &text[..error.span().map_or(0, |span| span.start).min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1;
        vec![Mistake { place: format!("line {line}, column {column}"), text: error.message().to_owned() }]
    })?;
    let mut mistakes = Mistakes::default();
    let mut address = |key: &str, text: &str| {
        listen_address(text).map_err(|error| mistakes.add(key, error)).unwrap_or(GatewayConfig::default().listen)
    };
    let listen = address("listen", &file.listen);
    let admin_listen = file.admin_listen.as_deref().map(|text| address("admin_listen", text));
    let limits = limits(&file.limits, &GatewayConfig::default().limits, &mut mistakes);
    let lifetime = &file.lifetime_secs;
    let mut config = GatewayConfig {
        listen,
        tls: file.tls.as_ref().map(|section| tls(section, files)),
        limits,
        callers: Vec::new(),
        signature_window: Duration::from_secs(file.signature_window_secs.max(1)),
        admin_listen,
        metrics: file.metrics,
        throttle: file.throttle.map(|throttle| ThrottleConfig {
            per_second: throttle.per_second,
            keys: throttle.keys,
            by_headers: throttle.by_headers,
        }),
        queue_folder: file.queue.folder,
        queue_limits: OutboxLimits { pushes: file.queue.pushes, bytes: file.queue.bytes },
        verdict_time: Duration::from_millis(file.verdict_time_ms),
        attempt_time: Duration::from_millis(file.attempt_time_ms),
        lifetimes: Lifetimes {
            call: Duration::from_secs(lifetime.call),
            message: Duration::from_secs(lifetime.message),
            notice: Duration::from_secs(lifetime.notice),
            silent: Duration::from_secs(lifetime.silent),
        },
        compat: match file.compat {
            CompatName::Improved => Compat::Improved,
            CompatName::Strict => Compat::Strict,
        },
        id_only_text: file.id_only_text,
        targets: Vec::new(),
    };
    for (place, section) in file.apns.into_iter().enumerate() {
        config.targets.push(apns(section, &format!("apns[{place}]"), files, &mut mistakes));
    }
    for (place, section) in file.fcm.into_iter().enumerate() {
        config.targets.push(fcm(section, &format!("fcm[{place}]"), files, &mut mistakes));
    }
    for (place, section) in file.web_push.into_iter().enumerate() {
        config.targets.push(web_push(section, &format!("web_push[{place}]"), files, &mut mistakes));
    }
    for (place, section) in file.caller.into_iter().enumerate() {
        config.callers.push(caller(section, &format!("caller[{place}]"), files, &mut mistakes));
    }
    check_callers(&config.callers, &config.targets, &mut mistakes);
    check_targets(&config, &mut mistakes);
    if mistakes.0.is_empty() { Ok(Loaded { config, notices: Vec::new() }) } else { Err(mistakes.0) }
}

fn apns(section: Apns, path: &str, files: &Files, mistakes: &mut Mistakes) -> TargetConfig {
    let credential = match (section.key_file, section.key_id, section.team_id, section.certificate_file) {
        (Some(file), Some(key_id), Some(team_id), None) => {
            let key_pem = Secret::new(mistakes.text(files, &format!("{path}.key_file"), &file));
            ApnsCredential::Token { key_pem, key_id, team_id }
        }
        (None, None, None, Some(file)) => {
            let pem = Secret::new(mistakes.file(files, &format!("{path}.certificate_file"), &file));
            ApnsCredential::Certificate { pem }
        }
        _ => {
            mistakes.add(path, "expected key_file, key_id and team_id together, or certificate_file alone");
            ApnsCredential::Certificate { pem: Secret::default() }
        }
    };
    let vendor = VendorConfig::Apns {
        topic: section.topic,
        environment: section.environment,
        endpoint: endpoint(section.endpoint, section.connect_to, section.environment.host(), path, mistakes),
        twin_endpoint: endpoint(section.twin_endpoint, None, "", path, mistakes),
        credential,
    };
    let extra_roots_pem = roots(section.extra_roots_file, path, files, mistakes);
    TargetConfig { name: section.name, vendor, extra_roots_pem, connections: section.connections }
}

fn fcm(section: Fcm, path: &str, files: &Files, mistakes: &mut Mistakes) -> TargetConfig {
    let place = format!("{path}.service_account_file");
    let vendor = VendorConfig::Fcm {
        account_json: Secret::new(mistakes.text(files, &place, &section.service_account_file)),
        project_id: section.project_id,
        endpoint: endpoint(section.endpoint, section.connect_to, countersign_wire_vendor::fcm::HOST, path, mistakes),
        per_minute: section.per_minute,
    };
    let extra_roots_pem = roots(section.extra_roots_file, path, files, mistakes);
    TargetConfig { name: section.name, vendor, extra_roots_pem, connections: section.connections }
}

fn roots(name: Option<String>, path: &str, files: &Files, mistakes: &mut Mistakes) -> Vec<u8> {
    name.map(|name| mistakes.file(files, &format!("{path}.extra_roots_file"), &name)).unwrap_or_default()
}

/// The service to speak to and where to connect for it; `None` for the vendor's own.
fn endpoint(
    url: Option<String>,
    connect_to: Option<String>,
    host: &str,
    path: &str,
    mistakes: &mut Mistakes,
) -> Option<Endpoint> {
    if url.is_none() && connect_to.is_none() {
        return None;
    }
    let url = url.unwrap_or_else(|| format!("https://{host}"));
    let endpoint = match url.parse::<Endpoint>() {
        Ok(endpoint) => endpoint,
        Err(error) => {
            mistakes.add(format!("{path}.endpoint"), error.to_string());
            return None;
        }
    };
    let Some(connect_to) = connect_to else { return Some(endpoint) };
    if let Some((host, port)) =
        connect_to.rsplit_once(':').and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)))
    {
        Some(endpoint.via(host, port))
    } else {
        mistakes.add(format!("{path}.connect_to"), "expected host:port");
        None
    }
}
