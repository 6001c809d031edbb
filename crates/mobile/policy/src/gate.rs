use countersign_appconfig::ManagedSettings;
use countersign_primitives::TimestampMs;

use crate::{DeviceFacts, DeviceIntegrity, EraseReason, OwnerState, ServerPolicy, SignInOffer, sign_in_offer};

/// Everything the gate depends on.
#[derive(Clone, Copy, Debug)]
pub struct GateFacts<'a> {
    /// What the device's administrator demands.
    pub managed: &'a ManagedSettings,
    /// What the server demands; `None` when nobody is signed in.
    pub server: Option<&'a ServerPolicy>,
    /// What is known about the device.
    pub device: DeviceFacts,
    /// Whether somebody is signed in.
    pub session: SessionFacts<'a>,
    /// Whether the device's owner has shown who they are.
    pub owner: OwnerState,
    /// The time of day.
    pub now: TimestampMs,
}

/// Whether somebody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionFacts<'a> {
    /// Nobody.
    SignedOut {
        /// The address used last, which the sign-in screen starts with.
        last_server_url: Option<&'a str>,
    },
    /// Somebody.
    SignedIn,
    /// Nobody any more, and the user has not read why.
    Erased(EraseReason),
}

/// What may show. From the strictest to the most open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GateVerdict {
    /// The app must not run on this device.
    Blocked {
        /// Who decided it.
        vendor: String,
        /// Why.
        reason: BlockReason,
        /// Whether signing out lifts it: the demand is the server's.
        can_sign_out: bool,
    },
    /// The device's owner must authenticate first.
    Locked {
        /// Who asks for it.
        vendor: String,
    },
    /// The account's data is gone; say why.
    Erased {
        /// Why.
        reason: EraseReason,
    },
    /// Nobody is signed in.
    SignIn(SignInOffer),
    /// Everything may show.
    Open,
}

/// Why the app must not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockReason {
    /// The device is jailbroken or rooted, or that could not be checked.
    Compromised,
    /// Authentication is demanded, but the device has no face, fingerprint or passcode set up.
    NotSecured,
}

/// Decides what may show. The strictest demand of any source wins; a source never weakens another.
pub fn gate_verdict(facts: &GateFacts<'_>) -> GateVerdict {
    // Demands of a server end with the session; those of the device's administrator do not.
    let server = facts.server.filter(|_| facts.session == SessionFacts::SignedIn);
    blocked(facts, server).or_else(|| locked(facts, server)).unwrap_or_else(|| match facts.session {
        SessionFacts::Erased(reason) => GateVerdict::Erased { reason },
        SessionFacts::SignedOut { last_server_url } => {
            GateVerdict::SignIn(sign_in_offer(facts.managed, last_server_url))
        }
        SessionFacts::SignedIn => GateVerdict::Open,
    })
}

fn blocked(facts: &GateFacts<'_>, server: Option<&ServerPolicy>) -> Option<GateVerdict> {
    let verdict = |vendor: &str, reason, can_sign_out| {
        Some(GateVerdict::Blocked { vendor: vendor.to_owned(), reason, can_sign_out })
    };
    if facts.device.integrity != DeviceIntegrity::Sound {
        if facts.managed.jailbreak_protection {
            return verdict(&facts.managed.vendor, BlockReason::Compromised, false);
        }
        if let Some(policy) = server.filter(|policy| policy.jailbreak_protection) {
            return verdict(policy.vendor(), BlockReason::Compromised, true);
        }
    }
    if !facts.device.secured {
        if facts.managed.in_app_pin_code {
            return verdict(&facts.managed.vendor, BlockReason::NotSecured, false);
        }
        if let Some(policy) = server.filter(|policy| policy.biometrics) {
            return verdict(policy.vendor(), BlockReason::NotSecured, true);
        }
    }
    None
}

fn locked(facts: &GateFacts<'_>, server: Option<&ServerPolicy>) -> Option<GateVerdict> {
    if !facts.owner.must_authenticate(facts.now) {
        return None;
    }
    if facts.managed.in_app_pin_code {
        return Some(GateVerdict::Locked { vendor: facts.managed.vendor.clone() });
    }
    let policy = server.filter(|policy| policy.biometrics)?;
    Some(GateVerdict::Locked { vendor: policy.vendor().to_owned() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy, Debug)]
    struct Case {
        managed_pin: bool,
        managed_jailbreak: bool,
        server_biometrics: bool,
        server_jailbreak: bool,
        integrity: DeviceIntegrity,
        secured: bool,
        session: SessionFacts<'static>,
        owner: OwnerState,
    }

    const OPEN: Case = Case {
        managed_pin: false,
        managed_jailbreak: false,
        server_biometrics: false,
        server_jailbreak: false,
        integrity: DeviceIntegrity::Sound,
        secured: true,
        session: SessionFacts::SignedIn,
        owner: OwnerState::Unknown,
    };
    const SIGNED_OUT: SessionFacts<'static> = SessionFacts::SignedOut { last_server_url: None };

    impl Case {
        fn verdict(self) -> GateVerdict {
            let managed = ManagedSettings {
                in_app_pin_code: self.managed_pin,
                jailbreak_protection: self.managed_jailbreak,
                vendor: "ACME".to_owned(),
                ..ManagedSettings::default()
            };
            let server = ServerPolicy {
                biometrics: self.server_biometrics,
                jailbreak_protection: self.server_jailbreak,
                site_name: Some("Chat".to_owned()),
                ..ServerPolicy::default()
            };
            gate_verdict(&GateFacts {
                managed: &managed,
                server: Some(&server),
                device: DeviceFacts { integrity: self.integrity, secured: self.secured },
                session: self.session,
                owner: self.owner,
                now: TimestampMs(1_000_000),
            })
        }

        fn name(self) -> (&'static str, String) {
            match self.verdict() {
                GateVerdict::Blocked { vendor, reason: BlockReason::Compromised, .. } => ("compromised", vendor),
                GateVerdict::Blocked { vendor, reason: BlockReason::NotSecured, .. } => ("not secured", vendor),
                GateVerdict::Locked { vendor } => ("locked", vendor),
                GateVerdict::Erased { .. } => ("erased", String::new()),
                GateVerdict::SignIn(_) => ("sign in", String::new()),
                GateVerdict::Open => ("open", String::new()),
            }
        }
    }

    #[test]
    fn the_table() {
        let rooted = Case { integrity: DeviceIntegrity::Compromised, ..OPEN };
        let bare = Case { secured: false, ..OPEN };
        let erased = Case { session: SessionFacts::Erased(EraseReason::SessionEnded), ..OPEN };
        for (case, verdict, vendor) in [
            (OPEN, "open", ""),
            (rooted, "open", ""),
            (bare, "open", ""),
            (Case { session: SIGNED_OUT, ..OPEN }, "sign in", ""),
            (erased, "erased", ""),
            (Case { server_jailbreak: true, ..rooted }, "compromised", "Chat"),
            (Case { managed_jailbreak: true, ..rooted }, "compromised", "ACME"),
            (Case { managed_jailbreak: true, server_jailbreak: true, ..rooted }, "compromised", "ACME"),
            (Case { managed_jailbreak: true, integrity: DeviceIntegrity::Unknown, ..OPEN }, "compromised", "ACME"),
            (Case { server_jailbreak: true, session: SIGNED_OUT, ..rooted }, "sign in", ""),
            (Case { managed_jailbreak: true, session: SIGNED_OUT, ..rooted }, "compromised", "ACME"),
            (Case { server_biometrics: true, ..bare }, "not secured", "Chat"),
            (Case { managed_pin: true, ..bare }, "not secured", "ACME"),
            (Case { server_biometrics: true, ..OPEN }, "locked", "Chat"),
            (Case { managed_pin: true, server_biometrics: true, ..OPEN }, "locked", "ACME"),
            (Case { managed_pin: true, session: SIGNED_OUT, ..OPEN }, "locked", "ACME"),
            (Case { server_biometrics: true, owner: OwnerState::Present, ..OPEN }, "open", ""),
            (Case { server_biometrics: true, ..erased }, "erased", ""),
            (Case { managed_pin: true, managed_jailbreak: true, ..rooted }, "compromised", "ACME"),
        ] {
            assert_eq!(case.name(), (verdict, vendor.to_owned()), "{case:?}");
        }
    }

    #[test]
    fn signing_out_lifts_only_what_the_server_demands() {
        let rooted = Case { integrity: DeviceIntegrity::Compromised, ..OPEN };
        let lifts = |case: Case| matches!(case.verdict(), GateVerdict::Blocked { can_sign_out: true, .. });
        assert!(lifts(Case { server_jailbreak: true, ..rooted }));
        assert!(!lifts(Case { managed_jailbreak: true, server_jailbreak: true, ..rooted }));
    }

    fn rank(verdict: &GateVerdict) -> u8 {
        match verdict {
            GateVerdict::Open | GateVerdict::SignIn(_) | GateVerdict::Erased { .. } => 0,
            GateVerdict::Locked { .. } => 1,
            GateVerdict::Blocked { .. } => 2,
        }
    }

    fn any_case() -> impl Strategy<Value = Case> {
        let integrity = prop_oneof![
            Just(DeviceIntegrity::Sound),
            Just(DeviceIntegrity::Compromised),
            Just(DeviceIntegrity::Unknown)
        ];
        let session = prop_oneof![
            Just(SIGNED_OUT),
            Just(SessionFacts::SignedIn),
            Just(SessionFacts::Erased(EraseReason::OrderedByServer))
        ];
        let owner = prop_oneof![
            Just(OwnerState::Unknown),
            Just(OwnerState::Present),
            (0..2_000_000_i64).prop_map(|ms| OwnerState::Away { since: TimestampMs(ms) })
        ];
        (any::<[bool; 5]>(), integrity, session, owner).prop_map(|(switches, integrity, session, owner)| Case {
            managed_pin: switches[0],
            managed_jailbreak: switches[1],
            server_biometrics: switches[2],
            server_jailbreak: switches[3],
            secured: switches[4],
            integrity,
            session,
            owner,
        })
    }

    proptest! {
        #[test]
        fn a_demand_never_opens_what_was_closed(case in any_case()) {
            for stricter in [
                Case { managed_pin: true, ..case },
                Case { managed_jailbreak: true, ..case },
                Case { server_biometrics: true, ..case },
                Case { server_jailbreak: true, ..case },
            ] {
                prop_assert!(rank(&stricter.verdict()) >= rank(&case.verdict()));
            }
        }

        #[test]
        fn nothing_of_an_account_shows_without_a_session(case in any_case()) {
            if case.session != SessionFacts::SignedIn {
                prop_assert_ne!(case.verdict(), GateVerdict::Open);
            }
        }
    }
}
