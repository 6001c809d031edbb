//! Who may send, as both forms of the file say it.

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_primitives::Secret;
use serde::Deserialize;

use super::{
    TargetConfig, VendorConfig,
    sources::{Files, Mistakes},
};

/// The shortest token and the shortest key that are taken: what is shorter can be guessed.
const SHORTEST_TOKEN: usize = 16;
const SHORTEST_KEY: usize = 32;

/// Somebody who may send pushes. Each credential is enough by itself.
#[derive(Clone, Debug, Default)]
pub struct CallerConfig {
    /// What logs and metrics call it.
    pub name: String,
    /// SHA-256 of its bearer tokens: several while one takes the place of the other.
    pub token_hashes: Vec<[u8; 32]>,
    /// Names its client certificate may carry (common name, DNS name or URI), or `sha256:` and the certificate's
    /// fingerprint in hexadecimal.
    pub certificates: Vec<String>,
    /// Keys it signs requests with.
    pub keys: Vec<SigningKey>,
    /// The `server_id`s its pushes may carry; empty for any.
    pub server_ids: Vec<String>,
    /// The targets it may send to; empty for all.
    pub apps: Vec<String>,
    /// The topics of Apple it may send to, calls under their own (`….voip`); empty for all. Says nothing of targets at
    /// other vendors.
    pub topics: Vec<String>,
}

/// A key that requests are signed with.
#[derive(Clone, Debug)]
pub struct SigningKey {
    /// `keyid` of the signature.
    pub id: String,
    /// What it is.
    pub material: KeyMaterial,
}

/// What a signature is checked with.
#[derive(Clone, Debug)]
pub enum KeyMaterial {
    /// `hmac-sha256`: a secret of at least 32 bytes that both sides hold.
    Hmac(Secret<Vec<u8>>),
    /// `ed25519`: the caller's public key.
    Ed25519([u8; 32]),
}

/// Somebody who may send pushes. Without any, everybody who can connect may.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct CallerSection {
    /// What logs and metrics call it. Required.
    #[cfg_attr(test, schemars(example = &"chat.example.com"))]
    name: String,
    /// Its bearer token: for the environment, not for this file.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    token: Option<Secret<String>>,
    /// A file with that token.
    #[cfg_attr(test, schemars(example = &"/run/secrets/chat-token"))]
    token_file: Option<String>,
    /// SHA-256 of its tokens, in hexadecimal: several while one takes the place of the other.
    token_sha256: Vec<String>,
    /// Names its client certificate may carry (common name, DNS name or URI), or `sha256:` and the certificate's
    /// fingerprint in hexadecimal.
    certificates: Vec<String>,
    /// Keys it signs requests with.
    key: Vec<KeySection>,
    /// The `server_id`s its pushes may carry. Default: any.
    server_ids: Vec<String>,
    /// The apps it may send to, by their `name`. Default: all.
    apps: Vec<String>,
    /// The topics of Apple it may send to, calls under their own (`….voip`). Default: all.
    topics: Vec<String>,
}

/// A key that requests are signed with: one of the two.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct KeySection {
    /// `keyid` of the signature. Required.
    #[cfg_attr(test, schemars(example = &"2026-11"))]
    id: String,
    /// A file with a secret of at least 32 bytes, in base64.
    #[cfg_attr(test, schemars(example = &"/run/secrets/chat-signing-key"))]
    hmac_sha256_file: Option<String>,
    /// A public key of 32 bytes, in base64.
    ed25519: Option<String>,
}

/// Values of one section; `path` is where it stands.
pub(super) fn caller(section: CallerSection, path: &str, files: &Files, mistakes: &mut Mistakes) -> CallerConfig {
    let place = |key: &str| format!("{path}.{key}");
    let mut token_hashes = Vec::new();
    let from_file = section.token_file.map(|name| mistakes.text(files, &place("token_file"), &name));
    for token in section.token.iter().map(Secret::expose).chain(&from_file) {
        let token = token.trim();
        if token.len() < SHORTEST_TOKEN {
            mistakes.add(place("token"), format!("too short: at least {SHORTEST_TOKEN} characters, drawn at random"));
        } else {
            token_hashes.push(hash(token));
        }
    }
    for (number, text) in section.token_sha256.iter().enumerate() {
        match hexadecimal(text) {
            Some(hash) => token_hashes.push(hash),
            None => mistakes
                .add(place(&format!("token_sha256[{number}]")), "expected the SHA-256 of a token in 64 hexadecimals"),
        }
    }
    let mut keys = Vec::new();
    for (number, key) in section.key.into_iter().enumerate() {
        keys.extend(signing_key(key, &place(&format!("key[{number}]")), files, mistakes));
    }
    for (number, name) in section.certificates.iter().enumerate() {
        if name.strip_prefix("sha256:").is_some_and(|hash| hexadecimal(hash).is_none()) {
            mistakes.add(place(&format!("certificates[{number}]")), "expected 64 hexadecimals behind sha256:");
        }
    }
    if token_hashes.is_empty() && keys.is_empty() && section.certificates.is_empty() {
        mistakes.add(path, "nothing to recognise this caller by: set token_file, certificates or a key");
    }
    CallerConfig {
        name: section.name,
        token_hashes,
        certificates: section.certificates,
        keys,
        server_ids: section.server_ids,
        apps: section.apps,
        topics: section.topics,
    }
}

fn signing_key(section: KeySection, path: &str, files: &Files, mistakes: &mut Mistakes) -> Option<SigningKey> {
    let material = match (section.hmac_sha256_file, section.ed25519) {
        (Some(name), None) => {
            let text = Secret::new(mistakes.text(files, &format!("{path}.hmac_sha256_file"), &name));
            match STANDARD.decode(text.expose().trim()) {
                Ok(secret) if secret.len() >= SHORTEST_KEY => Some(KeyMaterial::Hmac(Secret::new(secret))),
                _ => None,
            }
        }
        (None, Some(text)) => {
            let key = STANDARD.decode(text.trim()).ok().and_then(|key| <[u8; 32]>::try_from(key).ok());
            key.map(KeyMaterial::Ed25519)
        }
        _ => None,
    };
    if material.is_none() {
        let expected = "expected hmac_sha256_file, a file with at least 32 bytes in base64, or ed25519, a public key of \
                        32 bytes in base64";
        mistakes.add(path, expected);
    }
    Some(SigningKey { id: section.id, material: material? })
}

/// What must hold of all callers together, and of callers and targets.
pub(super) fn check_callers(callers: &[CallerConfig], targets: &[TargetConfig], mistakes: &mut Mistakes) {
    for (number, caller) in callers.iter().enumerate() {
        let path = format!("caller[{number}]");
        let before = &callers[..number];
        if caller.name.is_empty() || before.iter().any(|other| other.name == caller.name) {
            mistakes.add(format!("{path}.name"), "every caller needs a name of its own");
        }
        let shared = before.iter().any(|other| {
            other.token_hashes.iter().any(|hash| caller.token_hashes.contains(hash))
                || other.keys.iter().any(|key| caller.keys.iter().any(|own| own.id == key.id))
        });
        if shared {
            mistakes.add(&path, "another caller has the same token or the same key id");
        }
        for app in &caller.apps {
            if targets.iter().all(|target| target.name != *app) {
                mistakes.add(format!("{path}.apps"), format!("there is no target {app:?}"));
            }
        }
        for topic in &caller.topics {
            let base = topic.strip_suffix(".voip").unwrap_or(topic);
            let known =
                |target: &TargetConfig| matches!(&target.vendor, VendorConfig::Apns { topic, .. } if topic == base);
            if !targets.iter().any(known) {
                mistakes.add(format!("{path}.topics"), format!("no target has the topic {topic:?}"));
            }
        }
    }
}

/// SHA-256, as tokens are kept.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(ring::digest::digest(&ring::digest::SHA256, token.as_bytes()).as_ref());
    hash
}

fn hexadecimal(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text.trim(), &mut bytes).ok()?;
    Some(bytes)
}
