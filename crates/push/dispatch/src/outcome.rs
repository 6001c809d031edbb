use std::time::Duration;

use countersign_primitives::Random;

/// What the verdict tables say about a signal. Some outcomes hold once and become another when repeated:
/// [`crate::decide`] knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Sent.
    Ok,
    /// The token is dead: the server is told to forget it. All removals pass the mass-failure guard.
    Remove(Evidence),
    /// Perhaps a token of the other environment: ask there once, then remove.
    TryTwin,
    /// Send the same push again after a wait.
    Retry(Backoff),
    /// Send it again at once on a fresh connection, once.
    Reconnect(Reconnect),
    /// The access token was refused: get a new one, once.
    RefreshCredential,
    /// The target is misconfigured: fail fast, alarm, probe now and then. Tokens are kept.
    Stop(StopScope, Hint),
    /// The push is wrong: give up, count.
    Drop(Fault),
    /// It was too large: send it again without its text, once.
    Shrink,
    /// Slow down.
    Pace(PaceScope, Backoff),
}

/// What a removal rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The vendor's word.
    Said,
    /// The vendor's word with a date: counts only when the app has not registered the token since.
    Dated,
    /// A hint that must be seen a second time, a minute later or more.
    Repeated,
}

/// How a push is sent again on a fresh connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reconnect {
    /// As it is; if that fails in the same way, as after a server error.
    Plain,
    /// With a new provider token, if one may be made; a second time the target stops.
    NewCredential,
    /// With the provider token it had; a second time the target stops.
    CleanIdentity,
    /// With the provider token it had, and none is made for 20 minutes.
    KeepCredential,
}

/// How much stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StopScope {
    /// The whole target: its credential or its project is wrong.
    Target,
    /// One topic of the target.
    Topic,
    /// The server that the device names. The sender remembers it; the target goes on.
    Origin,
}

/// What is slowed down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaceScope {
    /// One device; what waits for it is collapsed.
    Device,
    /// Everything that goes to the project.
    Project,
    /// Everything that goes to the server that the device names. The sender remembers it; the target goes on.
    Origin,
}

/// What an operator should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hint {
    /// The credential is wrong, revoked, or for something else.
    Credential,
    /// Topic or bundle id.
    Topic,
    /// Project id or path.
    Project,
    /// Permissions of the account, or an API that is switched off.
    Permission,
    /// Something between here and the vendor answers in its place.
    Intercepted,
    /// The clock: tokens are made in the past or in the future.
    Clock,
    /// A push server that takes nothing from here.
    PushServer,
}

impl Hint {
    /// A sentence for logs and alarms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Credential => "the credential is refused: check key, key id, team and environment",
            Self::Topic => "the topic is refused: check the bundle id",
            Self::Project => "the project is unknown: check the project id",
            Self::Permission => "the account may not send: check its role and whether the API is enabled",
            Self::Intercepted => "the answer is not the vendor's: something on the way intercepts the connection",
            Self::Clock => "a fresh provider token counts as expired: check the clock of this machine",
            Self::PushServer => {
                "a push server refuses every request: check the VAPID key and whether it is a push server"
            }
        }
    }
}

/// Why a push was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The request was malformed: a defect of this gateway.
    OurBug,
    /// It was too large, also without its text.
    TooLarge,
    /// The vendor said something new. An alarm is raised.
    Unknown,
    /// It came to nothing before it lost its worth.
    Expired,
    /// The vendor knows the token as dead from before the app registered it again.
    StaleRemoval,
    /// A removal waits for a second sign.
    Unconfirmed,
    /// A removal is held back by the mass-failure guard.
    Quarantined,
    /// The device names a server that may not be talked to from here.
    NotAllowed,
}

impl Fault {
    /// The name in texts and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OurBug => "our_bug",
            Self::TooLarge => "too_large",
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::StaleRemoval => "stale_removal",
            Self::Unconfirmed => "unconfirmed_removal",
            Self::Quarantined => "quarantined_removal",
            Self::NotAllowed => "not_allowed",
        }
    }
}

/// Growing waits: `first`, doubled each time up to `most`, plus or minus half at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The wait before the first repetition.
    pub first: Duration,
    /// The longest wait.
    pub most: Duration,
}

impl Backoff {
    /// The wait before repetition number `failures` (from 1). A wait the vendor asked for is kept: never less, and at
    /// most a tenth more, so that not everybody returns at the same moment.
    pub fn wait(self, failures: u32, asked: Option<Duration>, random: &dyn Random) -> Duration {
        let mut bytes = [0; 4];
        random.fill(&mut bytes);
        let share = f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX);
        match asked {
            Some(asked) => asked.mul_f64(1.0 + 0.1 * share),
            None => self.middle(failures).mul_f64(0.5 + share),
        }
    }

    fn middle(self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(20);
        self.first.saturating_mul(1 << doublings).min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use countersign_primitives::SequenceRandom;
    use proptest::prelude::*;

    use super::*;

    const BACKOFF: Backoff = Backoff { first: Duration::from_secs(1), most: Duration::from_mins(1) };

    proptest! {
        #[test]
        fn waits_double_within_a_half_and_stay_below_the_most(failures in 1u32..1000, seed: u64) {
            let wait = BACKOFF.wait(failures, None, &SequenceRandom::new(seed)).as_secs_f64();
            let middle = 2f64.powi(i32::try_from(failures.min(30)).unwrap() - 1).min(60.0);
            prop_assert!((0.5 * middle..=1.5 * middle).contains(&wait), "{wait} around {middle}");
        }

        #[test]
        fn what_the_vendor_asks_for_is_never_undercut(asked in 0u64..100_000, failures in 1u32..50, seed: u64) {
            let asked = Duration::from_secs(asked);
            let wait = BACKOFF.wait(failures, Some(asked), &SequenceRandom::new(seed));
            prop_assert!(wait >= asked && wait <= asked.mul_f64(1.11));
        }
    }
}
