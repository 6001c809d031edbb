//! Google's token endpoint: an assertion of a service account for an access token.
//!
//! Source: RFC 7523; Google Identity documentation, "Using OAuth 2.0 for server to server applications".

use bytes::Bytes;
use http::{Method, Request, header};

use countersign_wire_vendor::{
    fcm::SCOPE,
    oauth::{AssertionClaims, GRANT_TYPE, TokenErrorResponse},
};

use super::GoogleService;
use crate::{
    desk::{Decided, Noticed, foreign_body},
    jws::Jws,
    script::Script,
    service::ServiceKind,
    transport::Reply,
};

/// The other scope that allows sending.
pub(super) const CLOUD_SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
const JSON: &str = "application/json; charset=utf-8";
/// How far an assertion's times may be off.
const MAX_SKEW_SECS: i64 = 300;
const MAX_LIFETIME_SECS: i64 = 3600;

/// A refusal of the token endpoint.
struct TokenRefusal {
    status: u16,
    error: String,
    description: &'static str,
}

fn refusal(status: u16, error: &str, description: &'static str) -> TokenRefusal {
    TokenRefusal { status, error: error.to_owned(), description }
}

fn invalid_grant(description: &'static str) -> TokenRefusal {
    refusal(400, "invalid_grant", description)
}

impl GoogleService {
    /// Answers a request for an access token.
    pub(crate) fn answer_token(&self, connection: u64, request: &Request<Bytes>) -> Reply {
        let service = ServiceKind::GoogleToken;
        let found = self.desk.faults.find(service, "");
        let mut noticed = Noticed { body: Some("(assertion)".to_owned()), ..Noticed::default() };
        noticed.script.clone_from(&found.script);
        let granted = self.grant(request, found.script.as_ref(), &mut noticed);
        let (mut reply, reason) = match granted {
            Ok(body) => (Reply::with_body(200, JSON, body), String::new()),
            Err(refusal) => refused(&refusal, found.script.as_ref()),
        };
        if let Some(script) = &found.script {
            reply.delay = script.delay;
            reply.action = script.action;
            if let Some(value) = self.desk.retry_after(script) {
                reply.set_header(header::RETRY_AFTER, &value);
            }
        }
        self.desk.close(Decided { service, connection, request, reason: reason.into(), noticed }, reply)
    }

    fn grant(
        &self,
        request: &Request<Bytes>,
        script: Option<&Script>,
        noticed: &mut Noticed,
    ) -> Result<String, TokenRefusal> {
        if request.method() != Method::POST {
            return Err(refusal(405, "invalid_request", "Only POST is allowed."));
        }
        let claims = self.check_assertion(request)?;
        noticed.body = Some(format!(
            "(assertion: iss {}, scope {}, aud {}, iat {}, exp {})",
            claims.iss, claims.scope, claims.aud, claims.iat, claims.exp
        ));
        if let Some(status) = script.and_then(|script| script.status).filter(|status| *status != 200) {
            let error = script.and_then(|script| script.reason.as_deref()).unwrap_or("internal_failure");
            return Err(refusal(status, error, "A scripted outcome."));
        }
        let settings = self.desk.settings.load();
        let lifetime = script.and_then(|script| script.expires_in_secs).unwrap_or(settings.google.access_token_secs);
        let token = self.tokens.make(&claims.iss, &claims.scope, lifetime);
        Ok(format!(r#"{{"access_token":"{token}","expires_in":{lifetime},"token_type":"Bearer"}}"#))
    }

    fn check_assertion(&self, request: &Request<Bytes>) -> Result<AssertionClaims, TokenRefusal> {
        let form = form(request.body());
        let grant_type = form.iter().find(|(name, _)| name == "grant_type").map(|(_, value)| value.as_str());
        if grant_type != Some(GRANT_TYPE) {
            return Err(refusal(400, "unsupported_grant_type", "Invalid grant_type."));
        }
        let assertion = form.iter().find(|(name, _)| name == "assertion").map_or("", |(_, value)| value.as_str());
        let jws = Jws::parse(assertion).ok_or_else(|| invalid_grant("Invalid JWT."))?;
        let claims: AssertionClaims = jws.claims().ok_or_else(|| invalid_grant("Invalid JWT: claims are missing."))?;
        if !self.desk.settings.load().google.verify_credentials {
            return Ok(claims);
        }
        let account = self.accounts.get(&claims.iss);
        let account = account.ok_or_else(|| invalid_grant("Invalid grant: account not found"))?;
        let right_key = jws.header.kid.is_empty() || jws.header.kid == account.key_id;
        if account.deleted || !right_key || !jws.is_rs256_of(&account.public_key) {
            return Err(invalid_grant("Invalid JWT Signature."));
        }
        if !self.token_uris.read().contains(&claims.aud) {
            return Err(invalid_grant("Invalid JWT: Failed audience check."));
        }
        self.check_times(&claims)?;
        let allowed = claims.scope.split(' ').all(|scope| scope == SCOPE || scope == CLOUD_SCOPE);
        if !allowed {
            return Err(refusal(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided."));
        }
        Ok(claims)
    }

    fn check_times(&self, claims: &AssertionClaims) -> Result<(), TokenRefusal> {
        let now = self.desk.clock.now().as_secs();
        let lifetime = claims.exp.saturating_sub(claims.iat);
        let sound = claims.iat <= now.saturating_add(MAX_SKEW_SECS)
            && claims.exp > now.saturating_sub(MAX_SKEW_SECS)
            && (1..=MAX_LIFETIME_SECS).contains(&lifetime);
        if sound {
            return Ok(());
        }
        Err(invalid_grant(
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat \
             and exp values in the JWT claim.",
        ))
    }
}

fn refused(refusal: &TokenRefusal, script: Option<&Script>) -> (Reply, String) {
    let body = TokenErrorResponse { error: refusal.error.clone(), error_description: refusal.description.to_owned() };
    let body = serde_json::to_string(&body).unwrap_or_default();
    let reply = match script.and_then(|script| foreign_body(script.body, &body)) {
        Some(("", _)) => Reply::new(refusal.status),
        Some((content_type, body)) => Reply::with_body(refusal.status, content_type, body),
        None => Reply::with_body(refusal.status, JSON, body),
    };
    (reply, refusal.error.clone())
}

/// The members of an `application/x-www-form-urlencoded` body.
fn form(body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (unescape(name), unescape(value))).collect()
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                hex::decode(digits).map_or(b'?', |byte| byte[0])
            }
            byte => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_unescaped() {
        let got = form(b"grant_type=urn%3Aietf%3aparams&assertion=a.b+c&x=%");
        let got: Vec<_> = got.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(got[..2], [("grant_type", "urn:ietf:params"), ("assertion", "a.b c")]);
    }
}
