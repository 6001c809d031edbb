//! `WebPushSettings`.

use std::time::Duration;

use countersign_primitives::Secret;
use countersign_webpush::Guard;

use super::Section;
use crate::config::{
    TargetConfig, VendorConfig,
    sources::{Files, Mistakes},
};

/// The incumbent's default for `TTLSeconds`.
const STRICT_TTL: Duration = Duration::from_secs(30);

/// Source: `mattermost/mattermost-push-proxy` pull request 166 (planned). `AllowHTTP` and `AllowedNetworks` are our own.
pub(super) fn web_push(mut section: Section, strict: bool, files: &Files) -> (TargetConfig, Mistakes) {
    let name = section.name();
    let allowed_hosts = section.texts("AllowedHosts", "expected a host such as push.example.com or *.example.com");
    let networks = "expected networks such as 10.0.0.0/8";
    let guard = Guard {
        allow_http: section.flag("AllowHTTP"),
        allowed_hosts,
        allowed_networks: section.texts("AllowedNetworks", networks),
        blocked_networks: section.texts("AdditionalBlockedCIDRs", networks),
        ..Guard::default()
    };
    let private = section.text("VAPIDPrivateKey", "");
    if private.is_empty() {
        section.mistake("VAPIDPrivateKey", "missing: a key pair is made by `countersign-push vapid-key`");
    }
    let contact = section.text("Subscriber", "");
    if contact.is_empty() {
        section.mistake("Subscriber", "missing: whom operators of push servers may write to, mailto: or https:");
    }
    let ttl = section.seconds("TTLSeconds", 0);
    let timeout = section.seconds("RequestTimeout", 0);
    let vendor = VendorConfig::WebPush {
        vapid_private_key: Secret::new(private),
        vapid_public_key: section.text("VAPIDPublicKey", ""),
        contact,
        guard,
        max_ttl: (!ttl.is_zero()).then_some(ttl).or(strict.then_some(STRICT_TTL)),
        request_timeout: (!timeout.is_zero()).then_some(timeout),
    };
    section.target(name, vendor, files)
}
