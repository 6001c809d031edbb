//! What a letter's link proves: that whoever follows it reads the mail of an account.
//!
//! A token is the account's id and 38 random letters; the hash of it is kept, one for each account and purpose, so that
//! only the link of the newest letter leads anywhere, once and for a while.

use std::time::Duration;

use countersign_primitives::{SessionId, TimestampMs, UserId};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::{
    domain::Domain,
    model::{TokenHash, User},
    ports::store::StoreResult,
};

/// Length of every token.
const LENGTH: usize = 64;
/// Length of the account's id, with which it begins.
const ID_LENGTH: usize = 26;
/// How soon after a letter the next one is written to the same account.
const PAUSE: Duration = Duration::from_mins(1);

/// What a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Setting another password.
    ResetPassword,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::ResetPassword => "password_reset",
        }
    }

    fn lifetime(self) -> Duration {
        match self {
            Self::ResetPassword => Duration::from_hours(24),
        }
    }

    fn key(self, user_id: UserId) -> String {
        format!("mail_token.{}.{user_id}", self.name())
    }
}

/// What is kept of a token.
#[derive(Serialize, Deserialize)]
struct Kept {
    hash: [u8; 32],
    /// The address the letter went to: when the account has another one now, its link leads nowhere.
    email: String,
    issued_at: TimestampMs,
}

/// A token for the newest letter to an account; `None` when one has just been written.
pub(super) async fn issue(domain: &Domain, purpose: Purpose, user: &User) -> StoreResult<Option<String>> {
    let (key, now) = (purpose.key(user.id), domain.now());
    let former = read(domain, &key).await?;
    if former.is_some_and(|(_, former)| former.email == user.email && now.since(former.issued_at) < PAUSE) {
        return Ok(None);
    }
    let random = domain.random().as_ref();
    let letters = format!("{}{}{}", user.id, SessionId::generate(random), SessionId::generate(random));
    let token = letters[..LENGTH].to_owned();
    let kept = Kept { hash: TokenHash::of(&token).0, email: user.email.clone(), issued_at: now };
    let text = serde_json::to_string(&kept).expect("numbers and texts become JSON");
    domain.store().set_system_value(&key, text).await?;
    Ok(Some(token))
}

/// Whether a text has the form of a token.
pub(super) fn is_token(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A token that leads somewhere: to take it, [`Found::take`].
pub(super) struct Found {
    /// Whose it is.
    pub user_id: UserId,
    /// The address its letter went to.
    pub email: String,
    /// Whether it is too old.
    pub is_expired: bool,
    key: String,
    value: String,
}

/// Looks a token up; `None` when there is no such one, or it was taken.
pub(super) async fn find(domain: &Domain, purpose: Purpose, token: &str) -> StoreResult<Option<Found>> {
    let Some(user_id) = token.get(..ID_LENGTH).and_then(|id| id.parse::<UserId>().ok()) else { return Ok(None) };
    let key = purpose.key(user_id);
    let Some((value, kept)) = read(domain, &key).await? else { return Ok(None) };
    if !bool::from(kept.hash.ct_eq(&TokenHash::of(token).0)) {
        return Ok(None);
    }
    let is_expired = domain.now().since(kept.issued_at) > purpose.lifetime();
    Ok(Some(Found { user_id, email: kept.email, is_expired, key, value }))
}

impl Found {
    /// Takes it: it leads nowhere from now on. Whether this was the first to.
    pub(super) async fn take(&self, domain: &Domain) -> StoreResult<bool> {
        domain.store().take_system_value(&self.key, &self.value).await
    }
}

async fn read(domain: &Domain, key: &str) -> StoreResult<Option<(String, Kept)>> {
    let value = domain.store().system_value(key).await?;
    Ok(value.and_then(|value| serde_json::from_str(&value).ok().map(|kept| (value, kept))))
}
