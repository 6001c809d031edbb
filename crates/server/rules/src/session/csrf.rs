use subtle::ConstantTimeEq;

use crate::{
    error::{RuleError, known},
    session::token::TokenPlace,
};

/// What decides whether a request really comes from the app that holds the session.
#[derive(Clone, Copy, Debug)]
pub struct CsrfFacts<'a> {
    /// Where the token stood: only cookies travel by themselves.
    pub place: TokenPlace,
    /// Whether the method is `GET`.
    pub is_get: bool,
    /// Whether the route may be asked for by anybody's page: the WebSocket, pictures and files.
    pub route_trusts_requester: bool,
    /// Header `X-CSRF-Token`.
    pub header: Option<&'a str>,
    /// The session's prop `csrf`.
    pub session_csrf: &'a str,
    /// Header `X-Requested-With`: `XMLHttpRequest` is enough when it is not strict, since pages of others cannot set it.
    pub requested_with: Option<&'a str>,
    /// `ExperimentalStrictCSRFEnforcement`.
    pub strict: bool,
}

/// Whether a request may use its session.
///
/// # Errors
/// 401 as for an expired session; take the cookie away.
pub fn check_csrf(facts: &CsrfFacts<'_>) -> Result<(), RuleError> {
    if facts.place != TokenPlace::Cookie || facts.is_get || facts.route_trusts_requester {
        return Ok(());
    }
    let header = facts.header.unwrap_or_default();
    let same = !header.is_empty() && bool::from(header.as_bytes().ct_eq(facts.session_csrf.as_bytes()));
    let by_script = !facts.strict && facts.requested_with == Some("XMLHttpRequest");
    if same || by_script { Ok(()) } else { Err(known::CONTEXT_SESSION_EXPIRED) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: CsrfFacts<'_> = CsrfFacts {
        place: TokenPlace::Cookie,
        is_get: false,
        route_trusts_requester: false,
        header: None,
        session_csrf: "right",
        requested_with: None,
        strict: false,
    };

    #[test]
    fn a_cookie_alone_changes_nothing() {
        let script = Some("XMLHttpRequest");
        for (facts, good) in [
            (FACTS, false),
            (CsrfFacts { header: Some("wrong"), ..FACTS }, false),
            (CsrfFacts { header: Some("right"), ..FACTS }, true),
            (CsrfFacts { header: Some(""), session_csrf: "", ..FACTS }, false),
            (CsrfFacts { requested_with: script, ..FACTS }, true),
            (CsrfFacts { requested_with: script, strict: true, ..FACTS }, false),
            (CsrfFacts { is_get: true, ..FACTS }, true),
            (CsrfFacts { route_trusts_requester: true, ..FACTS }, true),
            (CsrfFacts { place: TokenPlace::Bearer, ..FACTS }, true),
        ] {
            assert_eq!(check_csrf(&facts).is_ok(), good, "{facts:?}");
        }
    }
}
