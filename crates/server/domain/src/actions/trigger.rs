//! What lets another program open a dialog: proof that somebody has just pressed one of its buttons.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_primitives::{PostId, Secret, TimestampMs, UserId};
use countersign_server_rules::error::{RuleError, known};
use ring::hmac;

use crate::domain::Domain;

/// How long after a press a dialog may open.
const LIFETIME: Duration = Duration::from_secs(30);

/// A fresh proof.
pub(super) fn trigger_id(domain: &Domain, user_id: UserId) -> String {
    let press = PostId::generate(domain.random().as_ref());
    let said = format!("{press}:{user_id}:{}", domain.now().0);
    let tag = hmac::sign(&key(&domain.identity().public_link_secret), said.as_bytes());
    STANDARD.encode(format!("{said}:{}", STANDARD.encode(tag)))
}

/// Who pressed.
///
/// # Errors
/// 400 for what is no proof of this server's, and for one that is too old.
pub(super) fn presser(domain: &Domain, trigger_id: &str) -> Result<UserId, RuleError> {
    let missing = || known::INTERACTIVE_MESSAGE_DECODE_TRIGGER_ID_MISSING_DATA;
    let decoded =
        STANDARD.decode(trigger_id).map_err(|_| known::INTERACTIVE_MESSAGE_DECODE_TRIGGER_ID_BASE64_DECODE_FAILED)?;
    let decoded = String::from_utf8(decoded).map_err(|_| missing())?;
    let (said, tag) = decoded.rsplit_once(':').ok_or_else(missing)?;
    let mut parts = said.split(':').skip(1);
    let user_id = parts.next().and_then(|id| id.parse().ok()).ok_or_else(missing)?;
    let at = parts.next().and_then(|time| time.parse().ok()).map(TimestampMs).ok_or_else(missing)?;
    let tag = STANDARD.decode(tag).map_err(|_| missing())?;
    hmac::verify(&key(&domain.identity().public_link_secret), said.as_bytes(), &tag)
        .map_err(|_| known::INTERACTIVE_MESSAGE_DECODE_TRIGGER_ID_VERIFY_SIGNATURE_FAILED)?;
    if domain.now().since(at) > LIFETIME {
        return Err(known::INTERACTIVE_MESSAGE_DECODE_TRIGGER_ID_EXPIRED);
    }
    Ok(user_id)
}

/// A key for nothing but this.
fn key(secret: &Secret<String>) -> hmac::Key {
    let of_server = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&of_server, b"trigger ids of dialogs").as_ref())
}
