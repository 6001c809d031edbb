//! Signed requests: HTTP Message Signatures (RFC 9421) with a digest of the body (RFC 9530).
//!
//! One signature, over `@method`, `@path` and `content-digest` at least, `@query` where there is one, with `created`,
//! `nonce` and `keyid`.

use std::{collections::HashMap, fmt::Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::{digest, hmac, signature};

use super::Presented;
use crate::{KeyMaterial, SigningKey};

/// What must be signed at least.
const NEEDED: [&str; 3] = ["@method", "@path", "content-digest"];
const MOST_COMPONENTS: usize = 16;
const LONGEST_INPUT: usize = 2048;
const SHORTEST_NONCE: usize = 8;

/// The signature is not one, or nobody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SignatureFault;

/// A good signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) caller: usize,
    pub(crate) key_id: String,
    pub(crate) nonce: String,
    /// In seconds since the epoch.
    pub(crate) created: i64,
}

/// Keys by their id.
#[derive(Default)]
pub(crate) struct Keys(HashMap<String, (usize, Verifier)>);

enum Verifier {
    Hmac(hmac::Key),
    Ed25519([u8; 32]),
}

impl Keys {
    pub(crate) fn add(&mut self, key: &SigningKey, caller: usize) {
        let verifier = match &key.material {
            KeyMaterial::Hmac(secret) => Verifier::Hmac(hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_slice())),
            KeyMaterial::Ed25519(public) => Verifier::Ed25519(*public),
        };
        self.0.insert(key.id.clone(), (caller, verifier));
    }

    /// Checks the signature of a request and that it is over this body. When it was made, and whether it was used
    /// before, is for the caller to judge.
    pub(crate) fn verify(&self, shown: &Presented<'_>) -> Result<Signed, SignatureFault> {
        let text = (shown.header)("signature-input");
        let input = Input::parse(&text).ok_or(SignatureFault)?;
        let (caller, verifier) = self.0.get(&input.key_id).ok_or(SignatureFault)?;
        if input.algorithm.as_deref().is_some_and(|algorithm| algorithm != verifier.algorithm()) {
            return Err(SignatureFault);
        }
        let given = (shown.header)("signature");
        let given = byte_sequence(given.strip_prefix(&input.label).and_then(|rest| rest.strip_prefix('=')));
        let given = given.ok_or(SignatureFault)?;
        let base = input.base(shown).ok_or(SignatureFault)?;
        if !verifier.accepts(base.as_bytes(), &given) || !covers(&(shown.header)("content-digest"), shown.body) {
            return Err(SignatureFault);
        }
        Ok(Signed { caller: *caller, key_id: input.key_id, nonce: input.nonce, created: input.created })
    }
}

impl Verifier {
    fn algorithm(&self) -> &'static str {
        match self {
            Self::Hmac(_) => "hmac-sha256",
            Self::Ed25519(_) => "ed25519",
        }
    }

    fn accepts(&self, base: &[u8], given: &[u8]) -> bool {
        match self {
            Self::Hmac(key) => hmac::verify(key, base, given).is_ok(),
            Self::Ed25519(public) => {
                signature::UnparsedPublicKey::new(&signature::ED25519, public).verify(base, given).is_ok()
            }
        }
    }
}

/// What would be signed, for a request with some value in each header.
pub(crate) fn signature_base(input: &str) -> Option<String> {
    let header = |_: &str| "value".to_owned();
    let shown =
        Presented { method: "POST", path: "/path", query: "query", header: &header, certificate: None, body: b"" };
    Input::parse(input)?.base(&shown)
}

/// Whether `sha-256=:…:` among the digests is the one of this body.
fn covers(digests: &str, body: &[u8]) -> bool {
    let given = digests.split(',').find_map(|one| byte_sequence(one.trim().strip_prefix("sha-256=")));
    given.is_some_and(|given| given == digest::digest(&digest::SHA256, body).as_ref())
}

/// `:base64:`.
fn byte_sequence(text: Option<&str>) -> Option<Vec<u8>> {
    STANDARD.decode(text?.trim().strip_prefix(':')?.strip_suffix(':')?).ok()
}

/// `Signature-Input`.
#[derive(Debug, PartialEq, Eq)]
struct Input {
    label: String,
    components: Vec<String>,
    /// From the opening parenthesis to the end, as it was sent: it is signed as well.
    parameters: String,
    key_id: String,
    nonce: String,
    created: i64,
    algorithm: Option<String>,
}

impl Input {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST_INPUT || !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return None;
        }
        let (label, parameters) = text.split_once('=')?;
        let (components, mut rest) = parameters.strip_prefix('(')?.split_once(')')?;
        let components = components.split(' ').filter(|one| !one.is_empty());
        let components: Option<Vec<_>> =
            components.map(|one| Some(one.strip_prefix('"')?.strip_suffix('"')?.to_owned())).collect();
        let components = components.filter(|all| all.len() <= MOST_COMPONENTS)?;
        let (mut key_id, mut nonce, mut created, mut algorithm) = (None, None, None, None);
        while let Some(more) = rest.strip_prefix(';') {
            let (name, value) = more.trim_start().split_once('=')?;
            let slot = match name {
                "keyid" => &mut key_id,
                "nonce" => &mut nonce,
                "alg" => &mut algorithm,
                "created" => {
                    let end = value.find(';').unwrap_or(value.len());
                    created = Some(value[..end].parse().ok()?);
                    rest = &value[end..];
                    continue;
                }
                _ => return None,
            };
            // Escapes are left out on purpose: what needs one can be named otherwise.
            let (text, end) = value.strip_prefix('"')?.split_once('"')?;
            if text.contains('\\') || slot.replace(text.to_owned()).is_some() {
                return None;
            }
            rest = end;
        }
        let complete = rest.is_empty() && NEEDED.iter().all(|needed| components.iter().any(|one| one == needed));
        let nonce = nonce.filter(|nonce| nonce.len() >= SHORTEST_NONCE && complete)?;
        Some(Self {
            label: label.to_owned(),
            components,
            parameters: parameters.to_owned(),
            key_id: key_id?,
            nonce,
            created: created?,
            algorithm,
        })
    }

    /// The text that is signed.
    fn base(&self, shown: &Presented<'_>) -> Option<String> {
        if !shown.query.is_empty() && self.components.iter().all(|one| one != "@query") {
            return None;
        }
        let mut base = String::with_capacity(256);
        for name in &self.components {
            let value = match name.as_str() {
                "@method" => shown.method.to_owned(),
                "@path" => shown.path.to_owned(),
                "@query" => format!("?{}", shown.query),
                derived if derived.starts_with('@') => return None,
                header => {
                    let value = (shown.header)(header);
                    Some(value.trim().to_owned()).filter(|value| !value.is_empty())?
                }
            };
            let _ = writeln!(base, "\"{name}\": {value}");
        }
        let _ = write!(base, "\"@signature-params\": {}", self.parameters);
        Some(base)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const INPUT: &str = r#"sig1=("@method" "@path" "content-digest");created=1618884473;keyid="chat-1";nonce="0123456789";alg="hmac-sha256""#;

    #[test]
    fn what_must_be_said_must_be_said() {
        let read = Input::parse(INPUT).unwrap();
        assert_eq!((read.key_id.as_str(), read.nonce.as_str(), read.created), ("chat-1", "0123456789", 1_618_884_473));
        for left_out in [
            r#" "content-digest""#,
            r#""@method" "#,
            ";created=1618884473",
            r#";keyid="chat-1""#,
            r#";nonce="0123456789""#,
            "sig1=",
        ] {
            assert_eq!(Input::parse(&INPUT.replace(left_out, "")), None, "{left_out}");
        }
        for (part, wrong) in [("0123456789", "0123456"), ("1618884473", "x"), (";alg", ";nonce"), (";alg", ";expires")]
        {
            assert_eq!(Input::parse(&INPUT.replace(part, wrong)), None, "{part} {wrong}");
        }
    }

    #[test]
    fn what_is_signed_has_the_form_of_the_standard() {
        let header = |name: &str| if name == "content-digest" { "sha-256=:abc:".to_owned() } else { String::new() };
        let shown =
            Presented { method: "POST", path: "/foo", query: "", header: &header, certificate: None, body: b"" };
        let base = Input::parse(INPUT).unwrap().base(&shown).unwrap();
        assert_eq!(
            base,
            "\"@method\": POST\n\"@path\": /foo\n\"content-digest\": sha-256=:abc:\n\"@signature-params\": \
             (\"@method\" \"@path\" \"content-digest\");created=1618884473;keyid=\"chat-1\";nonce=\"0123456789\";\
             alg=\"hmac-sha256\""
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text: String) {
            let _ = Input::parse(&text);
        }

        #[test]
        fn no_signature_like_text_panics(text in "sig=[(\"@a-z);=0-9\\\\ ]{0,80}") {
            let _ = Input::parse(&text);
        }
    }
}
