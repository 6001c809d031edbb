use crate::error::{RuleError, known};

/// What decides whether a request waits for the second factor.
#[derive(Clone, Copy, Debug)]
pub struct MfaFacts {
    /// Whether the server has second factors and demands them (`EnforceMultifactorAuthentication`). Unlike the
    /// incumbent, no licence is needed.
    pub is_enforced: bool,
    /// `GuestAccountsSettings.EnforceMultifactorAuthentication`.
    pub guests_too: bool,
    /// Whether the user's is active.
    pub is_active: bool,
    /// Whether the user is a guest.
    pub is_guest: bool,
    /// Whether the user is a bot.
    pub is_bot: bool,
    /// Whether an OAuth application holds the session.
    pub is_oauth: bool,
    /// Whether the account signs in through neither password nor directory.
    pub has_other_provider: bool,
    /// Whether the route is the user's own profile or about second factors: how else would they set one up.
    pub route_is_exempt: bool,
}

/// Whether a request may go on without a second factor.
///
/// # Errors
/// 403.
pub fn check_mfa_enforced(facts: &MfaFacts) -> Result<(), RuleError> {
    let exempt = facts.is_active
        || facts.is_bot
        || facts.is_oauth
        || facts.has_other_provider
        || facts.route_is_exempt
        || (facts.is_guest && !facts.guests_too);
    if facts.is_enforced && !exempt { Err(known::CONTEXT_MFA_REQUIRED) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: MfaFacts = MfaFacts {
        is_enforced: true,
        guests_too: false,
        is_active: false,
        is_guest: false,
        is_bot: false,
        is_oauth: false,
        has_other_provider: false,
        route_is_exempt: false,
    };

    #[test]
    fn each_exemption_lets_pass() {
        assert_eq!(check_mfa_enforced(&USER), Err(known::CONTEXT_MFA_REQUIRED));
        for facts in [
            MfaFacts { is_enforced: false, ..USER },
            MfaFacts { is_active: true, ..USER },
            MfaFacts { is_guest: true, ..USER },
            MfaFacts { is_bot: true, ..USER },
            MfaFacts { is_oauth: true, ..USER },
            MfaFacts { has_other_provider: true, ..USER },
            MfaFacts { route_is_exempt: true, ..USER },
        ] {
            assert_eq!(check_mfa_enforced(&facts), Ok(()), "{facts:?}");
        }
        assert!(check_mfa_enforced(&MfaFacts { is_guest: true, guests_too: true, ..USER }).is_err());
    }
}
