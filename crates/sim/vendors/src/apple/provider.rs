//! Who a connection belongs to: a provider token that may be renewed, or a certificate.

use std::sync::Arc;

use http::{HeaderMap, header::AUTHORIZATION};
use parking_lot::Mutex;

use countersign_primitives::TimestampMs;
use countersign_wire_vendor::apns::{Environment, ProviderClaims, Reason};

use super::{certificate::CertificateIdentity, refusal::Refusal};
use crate::{credentials::AppleKeys, jws::Jws, settings::AppleSettings, transport::Connection};

/// How many tokens of a connection are remembered: after a renewal the earlier one may still be on its way.
const REMEMBERED_TOKENS: usize = 4;

/// What a connection has proven so far.
pub(crate) struct Provider {
    environment: Environment,
    keys: Arc<AppleKeys>,
    connection: Arc<Connection>,
    certificate: Option<CertificateIdentity>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Accepted tokens, newest last.
    tokens: Vec<AcceptedToken>,
    /// The last token that came, accepted or not.
    last_seen: String,
    wedged: Option<Refusal>,
}

#[derive(Clone)]
struct AcceptedToken {
    text: String,
    issued_at_secs: i64,
    grant: Arc<Grant>,
    /// The state of the known keys it was checked against.
    keys_generation: u64,
}

/// What a sender may do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grant {
    /// Whose: a team's keys are one identity, a key that is for some topics is its own.
    identity: String,
    /// For the record.
    pub(super) shown: String,
    /// Topics it may send to; empty: all.
    pub(super) topics: Vec<String>,
    pub(super) is_certificate: bool,
}

impl Provider {
    pub(super) fn new(
        environment: Environment,
        keys: Arc<AppleKeys>,
        connection: Arc<Connection>,
        certificate: Option<CertificateIdentity>,
    ) -> Self {
        Self { environment, keys, connection, certificate, state: Mutex::default() }
    }

    pub(super) fn connection(&self) -> u64 {
        self.connection.number
    }

    pub(super) fn has_certificate(&self) -> bool {
        self.certificate.is_some()
    }

    /// Answers everything like this from now on.
    pub(super) fn wedge(&self, refusal: Refusal) {
        self.state.lock().wedged = Some(refusal);
    }

    /// What the sender of a request may do.
    pub(super) fn authorize(
        &self,
        headers: &HeaderMap,
        settings: &AppleSettings,
        now: TimestampMs,
    ) -> Result<Arc<Grant>, Refusal> {
        let text = bearer(headers);
        let mut state = self.state.lock();
        if let Some(text) = text
            && state.last_seen != text
        {
            text.clone_into(&mut state.last_seen);
            self.connection.count_provider_token();
        }
        if let Some(refusal) = &state.wedged {
            return Err(refusal.clone());
        }
        if let Some(certificate) = &self.certificate {
            certificate.check(self.environment)?;
            return Ok(Arc::new(Grant {
                identity: String::new(),
                shown: "(client certificate)".to_owned(),
                topics: certificate.topics.clone(),
                is_certificate: true,
            }));
        }
        let text = text.ok_or(Reason::MissingProviderToken)?;
        let result = self.check_token(&mut state, text, settings, now);
        if let Err(reason @ (Reason::ExpiredProviderToken | Reason::TooManyProviderTokenUpdates)) = &result
            && settings.wedge
        {
            state.wedged = Some(reason.clone().into());
        }
        Ok(result?)
    }

    fn check_token(
        &self,
        state: &mut State,
        text: &str,
        settings: &AppleSettings,
        now: TimestampMs,
    ) -> Result<Arc<Grant>, Reason> {
        if !settings.verify_provider_token {
            return Ok(Arc::new(Grant {
                identity: String::new(),
                shown: "bearer (not verified)".to_owned(),
                topics: Vec::new(),
                is_certificate: false,
            }));
        }
        let generation = self.keys.generation();
        let known = state.tokens.iter().find(|token| token.keys_generation == generation && token.text == text);
        if let Some(token) = known {
            check_age(token.issued_at_secs, settings, now)?;
            return Ok(Arc::clone(&token.grant));
        }
        let token = self.verify(text, generation)?;
        check_age(token.issued_at_secs, settings, now)?;
        if let Some(last) = state.tokens.last() {
            if last.grant.identity != token.grant.identity {
                return Err(Reason::UnrelatedKeyIdInToken);
            }
            let apart = token.issued_at_secs.saturating_sub(last.issued_at_secs);
            if last.text != token.text && apart < i64::from(settings.provider_token_renewal_secs) {
                return Err(Reason::TooManyProviderTokenUpdates);
            }
        }
        state.tokens.retain(|token| token.keys_generation == generation);
        if state.tokens.len() == REMEMBERED_TOKENS {
            state.tokens.remove(0);
        }
        let grant = Arc::clone(&token.grant);
        state.tokens.push(token);
        Ok(grant)
    }

    /// Checks everything about a token but its age.
    fn verify(&self, text: &str, keys_generation: u64) -> Result<AcceptedToken, Reason> {
        let jws = Jws::parse(text).ok_or(Reason::InvalidProviderToken)?;
        let claims: ProviderClaims = jws.claims().ok_or(Reason::InvalidProviderToken)?;
        let key = self.keys.get(&jws.header.kid).ok_or(Reason::InvalidProviderToken)?;
        if key.team_id != claims.iss || !jws.is_es256_of(&key.point) {
            return Err(Reason::InvalidProviderToken);
        }
        if key.revoked {
            return Err(Reason::Forbidden);
        }
        if key.environment.is_some_and(|only| only != self.environment) {
            return Err(Reason::BadEnvironmentKeyIdInToken);
        }
        let of_team = key.topics.is_empty();
        let grant = Grant {
            identity: if of_team { claims.iss.clone() } else { format!("{}/{}", claims.iss, jws.header.kid) },
            shown: format!("bearer (ES256, kid {}, iss {}, iat {})", jws.header.kid, claims.iss, claims.iat),
            topics: key.topics,
            is_certificate: false,
        };
        let (text, issued_at_secs, grant) = (text.to_owned(), claims.iat, Arc::new(grant));
        Ok(AcceptedToken { text, issued_at_secs, grant, keys_generation })
    }
}

/// A token holds for an hour after its making; one from the future is as wrong as one from the past.
fn check_age(issued_at_secs: i64, settings: &AppleSettings, now: TimestampMs) -> Result<(), Reason> {
    let age = now.as_secs().saturating_sub(issued_at_secs);
    let limit = i64::from(settings.provider_token_secs);
    if age > limit {
        return Err(Reason::ExpiredProviderToken);
    }
    if age < -limit {
        return Err(Reason::InvalidProviderToken);
    }
    Ok(())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
