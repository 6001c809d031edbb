//! `[[apns]]`.

use countersign_apns::{ClientCertificate, ProviderKey};
use countersign_egress::ProxyRules;
use countersign_primitives::Secret;
use countersign_wire_vendor::apns::Environment;
use serde::Deserialize;

use crate::config::{
    ApnsCredential, TargetConfig, VendorConfig,
    sources::{Files, Mistakes, endpoint, roots},
};

/// An app on Apple's devices. Its credential is a key, with `key_file`, `key_id` and `team_id`, or a certificate.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct Apns {
    /// What stands in device ids before the colon and the version, such as `apple_rn`. Required.
    #[cfg_attr(test, schemars(example = &"apple_rn"))]
    name: String,
    /// The app's bundle id.
    #[cfg_attr(test, schemars(example = &"com.example.app"))]
    topic: String,
    /// `production` for apps from the store, `development` for apps signed by Xcode.
    environment: EnvironmentName,
    /// The `.p8` file of a key for token authentication. It does not expire and serves all apps of a team.
    #[cfg_attr(test, schemars(example = &"/etc/countersign-push/apns.p8"))]
    key_file: Option<String>,
    /// The same file's contents: for the environment, not for this file.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    key: Option<Secret<String>>,
    /// The key's id, 10 characters.
    #[cfg_attr(test, schemars(example = &"ABC123DEFG"))]
    key_id: Option<String>,
    /// The team's id, 10 characters.
    #[cfg_attr(test, schemars(example = &"DEF123GHIJ"))]
    team_id: Option<String>,
    /// A certificate with its private key: PEM (PKCS#1, PKCS#8, SEC1, also encrypted) or PKCS#12 (`.p12`, `.pfx`).
    #[cfg_attr(test, schemars(example = &"/etc/countersign-push/apns.p12"))]
    certificate_file: Option<String>,
    /// The password of the private key.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    certificate_password: Option<Secret<String>>,
    /// A file with that password.
    #[cfg_attr(test, schemars(example = &"/run/secrets/apns-password"))]
    certificate_password_file: Option<String>,
    /// Another place than Apple's own, such as `https://relay.example.com`.
    #[cfg_attr(test, schemars(example = &"https://relay.example.com"))]
    endpoint: Option<String>,
    /// Connect there instead, as `host:port`; the name in the certificate stays that of the endpoint.
    #[cfg_attr(test, schemars(example = &"relay.example.com:443"))]
    connect_to: Option<String>,
    /// Another place for the environment this app is not of.
    twin_endpoint: Option<String>,
    /// Further trusted roots, in PEM: for relays.
    extra_roots_file: Option<String>,
    /// Most connections at a time. Default: 8.
    connections: Option<usize>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema, serde::Serialize))]
enum EnvironmentName {
    #[default]
    Production,
    Development,
}

pub(super) fn apns(mut section: Apns, path: &str, files: &Files, mistakes: &mut Mistakes) -> TargetConfig {
    mistakes.needed(path, "name", &section.name);
    let credential = credential(&mut section, path, files, mistakes);
    let environment = match section.environment {
        EnvironmentName::Production => Environment::Production,
        EnvironmentName::Development => Environment::Development,
    };
    let vendor = VendorConfig::Apns {
        topic: section.topic,
        environment,
        endpoint: endpoint(section.endpoint, section.connect_to, environment.host(), path, mistakes),
        twin_endpoint: endpoint(section.twin_endpoint, None, "", path, mistakes),
        credential,
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

fn credential(section: &mut Apns, path: &str, files: &Files, mistakes: &mut Mistakes) -> ApnsCredential {
    let key = mistakes.secret(files, path, "key", section.key.take(), section.key_file.as_deref());
    let password = section.certificate_password.take();
    let password_file = section.certificate_password_file.as_deref();
    let password = mistakes.secret(files, path, "certificate_password", password, password_file).unwrap_or_default();
    match (key, section.key_id.take(), section.team_id.take(), section.certificate_file.take()) {
        (Some(key_pem), Some(key_id), Some(team_id), None) => {
            let wrong = ProviderKey::from_p8(key_pem.expose(), &key_id, &team_id).err();
            if let Some(error) = wrong.filter(|_| !key_pem.expose().is_empty()) {
                mistakes.add(format!("{path}.key_file"), error.to_string());
            }
            ApnsCredential::Token { key_pem, key_id, team_id }
        }
        (None, None, None, Some(file)) => {
            let place = format!("{path}.certificate_file");
            let file = Secret::new(mistakes.file(files, &place, &file));
            let wrong = ClientCertificate::read(file.expose(), password.expose()).err();
            if let Some(error) = wrong.filter(|_| !file.expose().is_empty()) {
                mistakes.add(place, error.to_string());
            }
            ApnsCredential::Certificate { file, password }
        }
        _ => {
            mistakes
                .add(path, "no credential: expected key_file, key_id and team_id together, or certificate_file alone");
            ApnsCredential::Certificate { file: Secret::default(), password }
        }
    }
}
