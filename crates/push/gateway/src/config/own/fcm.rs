//! `[[fcm]]`.

use countersign_egress::ProxyRules;
use countersign_fcm::AccountKey;
use countersign_primitives::Secret;
use countersign_wire_vendor::fcm;
use serde::Deserialize;

use crate::config::{
    DEFAULT_FCM_PER_MINUTE, TargetConfig, VendorConfig,
    sources::{Files, Mistakes, endpoint, roots},
};

/// An app on Android, through Google.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct Fcm {
    /// What stands in device ids before the colon and the version, such as `android_rn`. Required.
    #[cfg_attr(test, schemars(example = &"android_rn"))]
    name: String,
    /// The JSON file of a Google service account.
    #[cfg_attr(test, schemars(example = &"/etc/countersign-push/firebase.json"))]
    service_account_file: Option<String>,
    /// The same file's contents: for the environment, not for this file.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    service_account: Option<Secret<String>>,
    /// The Firebase project. Default: the one the service account names.
    project_id: String,
    /// Another place than Google's own, such as `https://relay.example.com`.
    #[cfg_attr(test, schemars(example = &"https://relay.example.com"))]
    endpoint: Option<String>,
    /// Connect there instead, as `host:port`; the name in the certificate stays that of the endpoint.
    #[cfg_attr(test, schemars(example = &"relay.example.com:443"))]
    connect_to: Option<String>,
    /// Further trusted roots, in PEM: for relays.
    extra_roots_file: Option<String>,
    /// Most connections at a time. Default: 12.
    connections: Option<usize>,
    /// How many pushes a minute the project may send; they are spread over the minute. 0 keeps no rate.
    per_minute: u64,
}

impl Default for Fcm {
    fn default() -> Self {
        Self {
            name: String::new(),
            service_account_file: None,
            service_account: None,
            project_id: String::new(),
            endpoint: None,
            connect_to: None,
            extra_roots_file: None,
            connections: None,
            per_minute: DEFAULT_FCM_PER_MINUTE,
        }
    }
}

pub(super) fn fcm(section: Fcm, path: &str, files: &Files, mistakes: &mut Mistakes) -> TargetConfig {
    mistakes.needed(path, "name", &section.name);
    let file = section.service_account_file.as_deref();
    let account_json = mistakes.secret(files, path, "service_account", section.service_account, file);
    if account_json.is_none() {
        mistakes.add(format!("{path}.service_account_file"), "missing: the JSON file of a Google service account");
    }
    let account_json = account_json.unwrap_or_default();
    let wrong = AccountKey::from_json(account_json.expose()).err();
    if let Some(error) = wrong.filter(|_| !account_json.expose().is_empty()) {
        mistakes.add(format!("{path}.service_account_file"), error.to_string());
    }
    let vendor = VendorConfig::Fcm {
        account_json,
        project_id: section.project_id,
        endpoint: endpoint(section.endpoint, section.connect_to, fcm::HOST, path, mistakes),
        per_minute: section.per_minute,
    };
    let extra_roots_pem = roots(section.extra_roots_file, path, files, mistakes);
    TargetConfig {
        name: section.name,
        vendor,
        extra_roots_pem,
        connections: section.connections,
        proxies: ProxyRules::default(),
    }
}
