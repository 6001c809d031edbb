//! The incumbent's JSON.
//!
//! Source: `mattermost/mattermost-push-proxy` `server/config_push_proxy.go` and its sample file.

use std::{path::PathBuf, str::FromStr, time::Duration};

use countersign_egress::Endpoint;
use countersign_primitives::Secret;
use countersign_push_content::Compat;
use countersign_wire_vendor::apns::Environment;
use serde_json::{Map, Value};

mod tls;
mod web_push;

use tls::tls;
use web_push::web_push;

use super::{
    ApnsCredential, DEFAULT_FCM_PER_MINUTE, GatewayConfig, TargetConfig, ThrottleConfig, VendorConfig,
    callers::{CallerSection, caller, check_callers},
    findings::{Loaded, Mistake},
    sources::{Files, Mistakes, check_targets, listen_address},
};

/// Where the queue lies unless the file says otherwise: the incumbent's file has no key for it.
pub(crate) const DEFAULT_QUEUE: &str = "/var/lib/countersign-push/queue";

/// Keys that are accepted and mean nothing here.
const IDLE: [&str; 5] =
    ["EnableConsoleLog", "EnableFileLog", "LogFileLocation", "LogFormat", "ThrottleMemoryStoreSize"];

/// Reads the incumbent's configuration.
pub(super) fn parse(text: &str, files: &Files) -> Result<Loaded, Vec<Mistake>> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        vec![Mistake { place, text: "this is not JSON".to_owned() }]
    })?;
    let Value::Object(members) = value else {
        return Err(vec![Mistake { place: "line 1, column 1".to_owned(), text: "expected an object".to_owned() }]);
    };
    let mut reader = Section { path: String::new(), members: lower(members), mistakes: Mistakes::default() };
    let mut config = GatewayConfig {
        queue_folder: Some(PathBuf::from(reader.text("QueueFolder", DEFAULT_QUEUE))),
        metrics: reader.flag("EnableMetrics"),
        ..GatewayConfig::default()
    };
    match listen_address(&reader.text("ListenAddress", "")) {
        Ok(address) => config.listen = address,
        Err(error) => reader.mistake("ListenAddress", error),
    }
    config.tls = tls(&mut reader, files);
    let attempt = reader.seconds("RetryTimeoutSec", 8);
    let send = reader.seconds("SendTimeoutSec", 30);
    config.attempt_time = attempt.min(send);
    let by_headers = reader.text("ThrottleVaryByHeader", "");
    config.throttle = Some(ThrottleConfig {
        per_second: u32::try_from(reader.number("ThrottlePerSec", 0)).unwrap_or(u32::MAX),
        keys: usize::try_from(reader.number("ThrottleMemoryStoreSize", 0)).unwrap_or(0),
        by_headers: by_headers.split_whitespace().map(str::to_owned).collect(),
    });
    match reader.text("Compat", "improved").as_str() {
        "improved" => {}
        "strict" => config.compat = Compat::Strict,
        _ => reader.mistake("Compat", "expected improved or strict"),
    }
    for section in reader.sections("ApplePushSettings") {
        let (target, mistakes) = apple(section, files);
        config.targets.push(target);
        reader.mistakes.0.extend(mistakes.0);
    }
    for section in reader.sections("AndroidPushSettings") {
        let (target, mistakes) = android(section, files);
        config.targets.push(target);
        reader.mistakes.0.extend(mistakes.0);
    }
    let strict = config.compat == Compat::Strict;
    for section in reader.sections("WebPushSettings") {
        let (target, mistakes) = web_push(section, strict, files);
        config.targets.push(target);
        reader.mistakes.0.extend(mistakes.0);
    }
    callers(&mut reader, &mut config, files);
    check_callers(&config.callers, &config.targets, &mut reader.mistakes);
    let notices = notices(&reader);
    check_targets(&config, &mut reader.mistakes);
    if reader.mistakes.0.is_empty() { Ok(Loaded { config, notices }) } else { Err(reader.mistakes.0) }
}

fn callers(reader: &mut Section, config: &mut GatewayConfig, files: &Files) {
    for section in reader.sections("Callers") {
        let path = section.path.clone();
        match serde_json::from_value::<CallerSection>(Value::Object(section.members)) {
            Ok(section) => config.callers.push(caller(section, &path, files, &mut reader.mistakes)),
            // The text of the error may show what stands there.
            Err(_) => reader.mistakes.add(path, "expected Name, TokenFile, Certificates, ServerIDs, Apps, Topics"),
        }
    }
    let window = GatewayConfig::default().signature_window.as_secs();
    config.signature_window = reader.seconds("SignatureWindowSec", window);
}

fn apple(mut section: Section, files: &Files) -> (TargetConfig, Mistakes) {
    let name = section.name();
    let text = |section: &mut Section, key: &str| section.text(key, "");
    let (key_file, key_id, team_id) = (
        text(&mut section, "AppleAuthKeyFile"),
        text(&mut section, "AppleAuthKeyID"),
        text(&mut section, "AppleTeamID"),
    );
    let certificate = text(&mut section, "ApplePushCertPrivate");
    let credential = if !key_file.is_empty() && !key_id.is_empty() && !team_id.is_empty() {
        let place = section.place("AppleAuthKeyFile");
        let key_pem = Secret::new(section.mistakes.text(files, &place, &key_file));
        ApnsCredential::Token { key_pem, key_id, team_id }
    } else {
        let place = section.place("ApplePushCertPrivate");
        if certificate.is_empty() {
            section
                .mistakes
                .add(&place, "no credential: set AppleAuthKeyFile, AppleAuthKeyID and AppleTeamID, or this");
            ApnsCredential::Certificate { pem: Secret::default() }
        } else {
            ApnsCredential::Certificate { pem: Secret::new(section.mistakes.file(files, &place, &certificate)) }
        }
    };
    let environment =
        if section.flag("ApplePushUseDevelopment") { Environment::Development } else { Environment::Production };
    let vendor = VendorConfig::Apns {
        topic: text(&mut section, "ApplePushTopic"),
        environment,
        endpoint: section.endpoint("Endpoint"),
        twin_endpoint: section.endpoint("TwinEndpoint"),
        credential,
    };
    section.target(name, vendor, files)
}

fn android(mut section: Section, files: &Files) -> (TargetConfig, Mistakes) {
    let name = section.name();
    let place = section.place("ServiceFileLocation");
    let file = section.text("ServiceFileLocation", "");
    let account_json = if file.is_empty() {
        section.mistakes.add(&place, "missing: the path of a Google service-account file");
        String::new()
    } else {
        section.mistakes.text(files, &place, &file)
    };
    let vendor = VendorConfig::Fcm {
        account_json: Secret::new(account_json),
        project_id: section.text("ProjectID", ""),
        endpoint: section.endpoint("Endpoint"),
        per_minute: DEFAULT_FCM_PER_MINUTE,
    };
    section.target(name, vendor, files)
}

fn notices(reader: &Section) -> Vec<String> {
    let mut notices: Vec<_> = IDLE
        .iter()
        .filter(|key| reader.members.contains_key(&key.to_lowercase()) && **key != "ThrottleMemoryStoreSize")
        .map(|key| format!("{key} is accepted and means nothing here: see --log and --log-format"))
        .collect();
    for section in reader.sections("AndroidPushSettings") {
        if section.members.get("androidapikey").and_then(Value::as_str).is_some_and(|key| !key.is_empty()) {
            notices.push(format!("{} is of a service that Google has ended", section.place("AndroidApiKey")));
        }
    }
    for section in reader.sections("WebPushSettings") {
        if section.members.contains_key("maxerrorbodybytes") {
            let place = section.place("MaxErrorBodyBytes");
            notices
                .push(format!("{place} is accepted and means nothing here: what push servers answer is thrown away"));
        }
    }
    notices
}

/// An object of the file; keys match in any case.
struct Section {
    path: String,
    members: Map<String, Value>,
    mistakes: Mistakes,
}

fn lower(members: Map<String, Value>) -> Map<String, Value> {
    members.into_iter().map(|(key, value)| (key.to_lowercase(), value)).collect()
}

impl Section {
    fn place(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn mistake(&mut self, key: &str, text: impl Into<String>) {
        let place = self.place(key);
        self.mistakes.add(place, text);
    }

    fn get(&self, key: &str) -> Option<&Value> {
        self.members.get(&key.to_lowercase()).filter(|value| !value.is_null())
    }

    fn text(&mut self, key: &str, default: &str) -> String {
        match self.get(key) {
            None => default.to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(_) => {
                self.mistake(key, "expected a text");
                default.to_owned()
            }
        }
    }

    fn flag(&mut self, key: &str) -> bool {
        match self.get(key) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.mistake(key, "expected true or false");
                false
            }
        }
    }

    fn number(&mut self, key: &str, default: u64) -> u64 {
        match self.get(key) {
            None => default,
            Some(value) => value.as_u64().unwrap_or_else(|| {
                self.mistake(key, "expected a whole number, not negative");
                default
            }),
        }
    }

    /// Seconds; 0 is the default, as with the incumbent.
    fn seconds(&mut self, key: &str, default: u64) -> Duration {
        let secs = self.number(key, 0);
        Duration::from_secs(if secs == 0 { default } else { secs })
    }

    /// A list of texts that mean something.
    fn texts<T: FromStr>(&mut self, key: &str, expected: &str) -> Vec<T> {
        let items = match self.get(key) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items.clone(),
            Some(_) => {
                self.mistake(key, "expected a list of texts");
                return Vec::new();
            }
        };
        let mut read = Vec::new();
        for (place, item) in items.iter().enumerate() {
            match item.as_str().map(|text| text.trim().parse()) {
                Some(Ok(value)) => read.push(value),
                _ => self.mistake(&format!("{key}[{place}]"), expected),
            }
        }
        read
    }

    fn endpoint(&mut self, key: &str) -> Option<Endpoint> {
        let text = self.text(key, "");
        if text.is_empty() {
            return None;
        }
        match text.parse() {
            Ok(endpoint) => Some(endpoint),
            Err(error) => {
                self.mistake(key, format!("{error}"));
                None
            }
        }
    }

    fn name(&mut self) -> String {
        let name = self.text("Type", "");
        if name.is_empty() {
            self.mistake("Type", "missing: the platform's name, such as apple_rn");
        }
        name
    }

    fn target(mut self, name: String, vendor: VendorConfig, files: &Files) -> (TargetConfig, Mistakes) {
        let roots = self.text("ExtraRootsFile", "");
        let place = self.place("ExtraRootsFile");
        let extra_roots_pem = if roots.is_empty() { Vec::new() } else { self.mistakes.file(files, &place, &roots) };
        (TargetConfig { name, vendor, extra_roots_pem, connections: None }, self.mistakes)
    }

    fn sections(&self, key: &str) -> Vec<Section> {
        let Some(Value::Array(items)) = self.get(key) else { return Vec::new() };
        items
            .iter()
            .enumerate()
            .map(|(place, item)| Section {
                path: format!("{key}[{place}]"),
                members: item.as_object().cloned().map(lower).unwrap_or_default(),
                mistakes: Mistakes::default(),
            })
            .collect()
    }
}
