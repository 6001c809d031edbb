//! `[[web_push]]`.

use std::{str::FromStr, time::Duration};

use countersign_egress::ProxyRules;
use countersign_primitives::Secret;
use countersign_webpush::Guard;
use serde::Deserialize;

use crate::config::{
    TargetConfig, VendorConfig,
    sources::{Files, Mistakes, roots},
};

/// An app that registered with a Web Push or `UnifiedPush` server.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct WebPush {
    /// What stands in device ids before the colon and the version, such as `unified_push`. Required.
    #[cfg_attr(test, schemars(example = &"unified_push"))]
    name: String,
    /// The private half of the VAPID key in base64url; `countersign-push vapid-key` makes one. For the environment
    /// rather than for this file.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    vapid_private_key: Option<Secret<String>>,
    /// A file with it.
    #[cfg_attr(test, schemars(example = &"/run/secrets/vapid-key"))]
    vapid_private_key_file: Option<String>,
    /// Its public half. When it is given, the two are checked to be a pair.
    vapid_public_key: String,
    /// Whom operators of push servers may write to: `mailto:` or `https:`. Required.
    #[cfg_attr(test, schemars(example = &"mailto:ops@example.com"))]
    contact: String,
    /// Whether push servers may be spoken to in the clear.
    allow_http: bool,
    /// The ports push servers may have. Default: 443.
    ports: Option<Vec<u16>>,
    /// The only hosts that may be spoken to, such as `push.example.com` or `*.example.com`. Default: any.
    allowed_hosts: Vec<String>,
    /// Networks that may be spoken to although they are not public, such as `10.0.0.0/8`.
    allowed_networks: Vec<String>,
    /// Networks that may not be spoken to although they are public.
    blocked_networks: Vec<String>,
    /// The longest time a push server may keep a message, in seconds. Default: as long as the push is worth delivering.
    max_ttl_secs: Option<u64>,
    /// The longest time a push server may take, in milliseconds. Default: the time of an attempt.
    request_timeout_ms: Option<u64>,
    /// Further trusted roots, in PEM.
    extra_roots_file: Option<String>,
}

pub(super) fn web_push(section: WebPush, path: &str, files: &Files, mistakes: &mut Mistakes) -> TargetConfig {
    mistakes.needed(path, "name", &section.name);
    if section.contact.is_empty() {
        mistakes
            .add(format!("{path}.contact"), "missing: whom operators of push servers may write to, mailto: or https:");
    }
    let file = section.vapid_private_key_file.as_deref();
    let key = mistakes.secret(files, path, "vapid_private_key", section.vapid_private_key, file);
    if key.is_none() {
        let text = "missing: a key pair is made by `countersign-push vapid-key`";
        mistakes.add(format!("{path}.vapid_private_key"), text);
    }
    let vapid_private_key = key.unwrap_or_default();
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
    TargetConfig { name: section.name, vendor, extra_roots_pem, connections: None, proxies: ProxyRules::default() }
}

/// Reads a list of texts; what cannot be read is noted and left out.
fn each<T: FromStr>(texts: &[String], path: &str, key: &str, expected: &str, mistakes: &mut Mistakes) -> Vec<T> {
    let mut read = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        match text.trim().parse() {
            Ok(value) => read.push(value),
            Err(_) => mistakes.add(format!("{path}.{key}[{place}]"), expected),
        }
    }
    read
}
