//! Whether a request's access token allows sending.

use http::{HeaderMap, header::AUTHORIZATION};
use parking_lot::Mutex;

use countersign_primitives::TimestampMs;
use countersign_wire_vendor::fcm::SCOPE;

use super::{oauth::CLOUD_SCOPE, refusal::Refusal};
use crate::credentials::{AccessTokens, TokenVerdict};

/// The last good access token of a connection: senders repeat it with every message.
#[derive(Debug, Default)]
pub(super) struct LastBearer {
    last: Mutex<Option<Known>>,
}

#[derive(Debug)]
struct Known {
    token: String,
    grant: Bearer,
    expires_at_ms: i64,
    tokens_generation: u64,
}

/// Who sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bearer {
    pub(super) account: String,
}

impl LastBearer {
    /// Who sends, when the access token is good and grants sending.
    pub(super) fn authorize(
        &self,
        headers: &HeaderMap,
        tokens: &AccessTokens,
        now: TimestampMs,
    ) -> Result<Bearer, Refusal> {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, token) = header.and_then(|value| value.split_once(' ')).unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(unauthenticated("CREDENTIALS_MISSING"));
        }
        let mut last = self.last.lock();
        let generation = tokens.generation();
        if let Some(known) = &*last
            && known.token == token
            && known.tokens_generation == generation
            && known.expires_at_ms > now.0
        {
            return Ok(known.grant.clone());
        }
        let (account, scope, expires_at_ms) = match tokens.verify(token) {
            TokenVerdict::Good { account, scope, expires_at_ms } => (account, scope, expires_at_ms),
            TokenVerdict::Expired => return Err(unauthenticated("ACCESS_TOKEN_EXPIRED")),
            TokenVerdict::Invalid => return Err(unauthenticated("ACCESS_TOKEN_TYPE_UNSUPPORTED")),
        };
        if !scope.split(' ').any(|scope| scope == SCOPE || scope == CLOUD_SCOPE) {
            let message = "Request had insufficient authentication scopes.";
            return Err(Refusal::new(403, message).with_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "fcm.googleapis.com"));
        }
        let grant = Bearer { account };
        let token = token.to_owned();
        *last = Some(Known { token, grant: grant.clone(), expires_at_ms, tokens_generation: generation });
        Ok(grant)
    }
}

fn unauthenticated(reason: &str) -> Refusal {
    let message = "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or \
                   other valid authentication credential.";
    Refusal::new(401, message).with_info(reason, "fcm.googleapis.com")
}
