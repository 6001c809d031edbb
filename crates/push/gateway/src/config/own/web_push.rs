//! `[[web_push]]`.

use std::{str::FromStr, time::Duration};

use countersign_primitives::Secret;
use countersign_webpush::Guard;
use serde::Deserialize;

use super::roots;
use crate::config::{
    TargetConfig, VendorConfig,
    sources::{Files, Mistakes},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebPush {
    name: String,
    vapid_private_key: Option<Secret<String>>,
    vapid_private_key_file: Option<String>,
    #[serde(default)]
    vapid_public_key: String,
    contact: String,
    #[serde(default)]
    allow_http: bool,
    ports: Option<Vec<u16>>,
    #[serde(default)]
    allowed_hosts: Vec<String>,
    #[serde(default)]
    allowed_networks: Vec<String>,
    #[serde(default)]
    blocked_networks: Vec<String>,
    max_ttl_secs: Option<u64>,
    request_timeout_ms: Option<u64>,
    extra_roots_file: Option<String>,
}

pub(super) fn web_push(section: WebPush, path: &str, files: &Files, mistakes: &mut Mistakes) -> TargetConfig {
    let vapid_private_key = match (section.vapid_private_key, section.vapid_private_key_file) {
        (Some(key), None) => key,
        (None, Some(file)) => {
            let text = mistakes.text(files, &format!("{path}.vapid_private_key_file"), &file);
            Secret::new(text.trim().to_owned())
        }
        _ => {
            mistakes.add(
                path,
                "expected vapid_private_key or vapid_private_key_file; `countersign-push vapid-key` makes one",
            );
            Secret::default()
        }
    };
    let networks = "expected networks such as 10.0.0.0/8";
    let guard = Guard {
        allow_http: section.allow_http,
        ports: section.ports.unwrap_or(Guard::default().ports),
        allowed_hosts: each(
            &section.allowed_hosts,
            path,
            "allowed_hosts",
            "expected hosts such as *.example.com",
            mistakes,
        ),
        allowed_networks: each(&section.allowed_networks, path, "allowed_networks", networks, mistakes),
        blocked_networks: each(&section.blocked_networks, path, "blocked_networks", networks, mistakes),
    };
    let vendor = VendorConfig::WebPush {
        vapid_private_key,
        vapid_public_key: section.vapid_public_key,
        contact: section.contact,
        guard,
        max_ttl: section.max_ttl_secs.map(Duration::from_secs),
        request_timeout: section.request_timeout_ms.map(Duration::from_millis),
    };
    let extra_roots_pem = roots(section.extra_roots_file, path, files, mistakes);
    TargetConfig { name: section.name, vendor, extra_roots_pem, connections: None }
}

/// Reads a list of texts; what cannot be read is noted and left out.
fn each<T: FromStr>(texts: &[String], path: &str, key: &str, expected: &str, mistakes: &mut Mistakes) -> Vec<T> {
    let mut read = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        match text.parse() {
            Ok(value) => read.push(value),
            Err(_) => mistakes.add(format!("{path}.{key}[{place}]"), expected),
        }
    }
    read
}
