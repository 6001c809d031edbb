use crate::ServerVersion;

/// What is known about a push before anything of it is shown.
///
/// Source: `mattermost/mattermost-mobile` `ios/Gekidou/Sources/Gekidou/PushNotification/PushNotification+Signature.swift`,
/// `android/app/src/main/java/com/mattermost/helpers/CustomPushNotificationHelper.java`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PushFacts {
    /// Whether the push names a server this device is signed in to.
    pub server_known: bool,
    /// The version of that server; `None` when it never told one that can be read.
    pub server_version: Option<ServerVersion>,
    /// Whether the device knows its own push token, without which no signature can be checked.
    pub token_known: bool,
    /// Whether a push with a valid signature ever came from this server: then its gateway passes signatures on, and
    /// one without is a downgrade.
    pub signed_before: bool,
    /// The outcome of looking at the signature.
    pub signature: SignatureState,
}

/// The outcome of looking at a push's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureState {
    /// The key is missing altogether: gateways that predate signing leave it out.
    Absent,
    /// The gateway says that the server did not sign (`NO_SIGNATURE`, or an empty text).
    Unsigned,
    /// The server's key, this push's `ack_id` and this device's token.
    Valid,
    /// Anything else.
    Invalid(SignatureFault),
}

/// What is wrong with a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureFault {
    /// Not a JWT of the one algorithm, ES256.
    Malformed,
    /// The server has published no key, or one that cannot be read.
    NoKey,
    /// Not made with the server's key.
    WrongKey,
    /// Made for another push.
    WrongAckId,
    /// Made for another device.
    WrongDevice,
}

/// Why a push may be acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// The signature is valid.
    Verified,
    /// Nothing is signed here yet: an old server, or an old gateway. Enough to show, not enough to destroy.
    NotSignedHere,
}

/// Why a push is dropped, unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It names no server, or one this device is not signed in to.
    UnknownServer,
    /// The device does not know its own push token.
    UnknownDevice,
    /// The server signs, but this push is not signed.
    SignatureMissing,
    /// The signature is wrong.
    SignatureInvalid(SignatureFault),
}

impl Rejection {
    /// Stable name, for traces and counters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownServer => "unknown_server",
            Self::UnknownDevice => "unknown_device",
            Self::SignatureMissing => "signature_missing",
            Self::SignatureInvalid(SignatureFault::Malformed) => "signature_malformed",
            Self::SignatureInvalid(SignatureFault::NoKey) => "no_signing_key",
            Self::SignatureInvalid(SignatureFault::WrongKey) => "wrong_key",
            Self::SignatureInvalid(SignatureFault::WrongAckId) => "wrong_ack_id",
            Self::SignatureInvalid(SignatureFault::WrongDevice) => "wrong_device",
        }
    }
}

/// Decides whether a push may be acted on at all. Nothing of a rejected push is ever shown, fetched or acknowledged.
///
/// # Errors
/// Why it is dropped.
pub fn accept_push(facts: &PushFacts) -> Result<Acceptance, Rejection> {
    if !facts.server_known {
        return Err(Rejection::UnknownServer);
    }
    match facts.signature {
        SignatureState::Absent if facts.signed_before => Err(Rejection::SignatureMissing),
        SignatureState::Absent => Ok(Acceptance::NotSignedHere),
        SignatureState::Unsigned => match facts.server_version {
            Some(version) if !version.signs_pushes() && !facts.signed_before => Ok(Acceptance::NotSignedHere),
            _ => Err(Rejection::SignatureMissing),
        },
        SignatureState::Valid | SignatureState::Invalid(_) if !facts.token_known => Err(Rejection::UnknownDevice),
        SignatureState::Valid => Ok(Acceptance::Verified),
        SignatureState::Invalid(fault) => Err(Rejection::SignatureInvalid(fault)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NEW: Option<ServerVersion> = Some(ServerVersion::new(11, 6, 0));
    const OLD: Option<ServerVersion> = Some(ServerVersion::new(9, 7, 2));

    fn facts(signature: SignatureState) -> PushFacts {
        PushFacts { server_known: true, server_version: NEW, token_known: true, signed_before: false, signature }
    }

    #[test]
    fn the_table() {
        use SignatureState::{Absent, Invalid, Unsigned, Valid};
        let wrong = Invalid(SignatureFault::WrongKey);
        let unknown_server = PushFacts { server_known: false, ..facts(Valid) };
        let downgrade = PushFacts { signed_before: true, ..facts(Absent) };
        let old = PushFacts { server_version: OLD, ..facts(Unsigned) };
        let unreadable_version = PushFacts { server_version: None, ..facts(Unsigned) };
        let no_token = PushFacts { token_known: false, ..facts(Valid) };
        for (facts, expected) in [
            (facts(Valid), Ok(Acceptance::Verified)),
            (facts(wrong), Err(Rejection::SignatureInvalid(SignatureFault::WrongKey))),
            (facts(Absent), Ok(Acceptance::NotSignedHere)),
            (downgrade, Err(Rejection::SignatureMissing)),
            (facts(Unsigned), Err(Rejection::SignatureMissing)),
            (old, Ok(Acceptance::NotSignedHere)),
            (PushFacts { signed_before: true, ..old }, Err(Rejection::SignatureMissing)),
            (unreadable_version, Err(Rejection::SignatureMissing)),
            (unknown_server, Err(Rejection::UnknownServer)),
            (PushFacts { signature: Absent, ..unknown_server }, Err(Rejection::UnknownServer)),
            (no_token, Err(Rejection::UnknownDevice)),
        ] {
            assert_eq!(accept_push(&facts), expected, "{facts:?}");
        }
    }

    fn any_facts() -> impl Strategy<Value = PushFacts> {
        let signature = prop_oneof![
            Just(SignatureState::Absent),
            Just(SignatureState::Unsigned),
            Just(SignatureState::Valid),
            Just(SignatureState::Invalid(SignatureFault::WrongKey)),
            Just(SignatureState::Invalid(SignatureFault::WrongDevice)),
        ];
        let version = prop_oneof![Just(None), Just(NEW), Just(OLD)];
        (any::<bool>(), version, any::<bool>(), any::<bool>(), signature).prop_map(
            |(server_known, server_version, token_known, signed_before, signature)| PushFacts {
                server_known,
                server_version,
                token_known,
                signed_before,
                signature,
            },
        )
    }

    proptest! {
        #[test]
        fn a_wrong_signature_or_an_unknown_server_is_never_accepted(facts in any_facts()) {
            if matches!(facts.signature, SignatureState::Invalid(_)) || !facts.server_known {
                prop_assert!(accept_push(&facts).is_err());
            }
        }

        #[test]
        fn only_a_valid_signature_verifies(facts in any_facts()) {
            if accept_push(&facts) == Ok(Acceptance::Verified) {
                prop_assert!(facts.signature == SignatureState::Valid && facts.server_known && facts.token_known);
            }
        }
    }
}
