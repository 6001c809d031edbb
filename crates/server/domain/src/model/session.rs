use std::{collections::BTreeMap, fmt};

use sha2::{Digest, Sha256};

use serde::{Deserialize, Serialize};

use countersign_primitives::{SessionId, TimestampMs, UserId};

/// What of a session's token is kept: its SHA-256. The token itself is in nobody's database.
///
/// Looking a hash up in a map or an index tells an attacker at most how long a common prefix *of hashes* is, and he
/// cannot choose those.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TokenHash(pub [u8; 32]);

impl TokenHash {
    /// The hash of a token as clients send it.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// A sign-in that lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// Finds it when a token comes.
    pub token_hash: TokenHash,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it ends; 0 is never.
    pub expires_at: TimestampMs,
    /// Last activity, to within five minutes.
    pub last_activity_at: TimestampMs,
    /// Where its pushes go, `platform:token` as the client sent it; empty for none.
    pub device_id: String,
    /// Names of system roles when it was made, separated by spaces.
    pub roles: String,
    /// Whether an OAuth application holds it.
    pub is_oauth: bool,
    /// Whether its expiry was announced.
    pub expired_notify: bool,
    /// `csrf`, `isMobile`, `device_notification_disabled`, `last_removed_device_id`, ….
    pub props: BTreeMap<String, String>,
}

impl Session {
    /// Whether it has ended by the clock.
    pub fn is_expired(&self, now: TimestampMs) -> bool {
        !self.expires_at.is_zero() && self.expires_at <= now
    }

    /// Whether a phone holds it: a device is attached, or the client said so when signing in.
    pub fn is_mobile(&self) -> bool {
        !self.device_id.is_empty() || self.prop("isMobile") == Some("true")
    }

    /// A property; `None` when missing.
    pub fn prop(&self, key: &str) -> Option<&str> {
        self.props.get(key).map(String::as_str)
    }
}

/// A session that is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedSession {
    /// The session.
    pub id: SessionId,
    /// Whose it was.
    pub user_id: UserId,
    /// Under which hash caches may still hold it.
    pub token_hash: TokenHash,
}
