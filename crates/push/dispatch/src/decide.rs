use std::time::Duration;

use countersign_primitives::{Random, TimestampMs};

use crate::{Evidence, Fault, Hint, Outcome, PaceScope, Push, Reconnect, Signal, StopScope, outcome::Backoff};

/// What was tried with one push so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Attempts that ended in a wait.
    pub failures: u32,
    /// It was sent again on a fresh connection.
    pub reconnected: bool,
    /// It was sent again with a new access token.
    pub refreshed: bool,
    /// It was sent again without its text.
    pub shrunk: bool,
    /// The other environment was asked.
    pub twin_asked: bool,
    /// An attempt had no answer: the vendor may have taken it.
    pub may_be_copy: bool,
}

/// What to do next with a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it is sent.
    Sent,
    /// The token is dead, unless the mass-failure guard objects.
    Remove,
    /// A first hint that the token is dead: removed when it comes again a minute later or more.
    Confirm,
    /// Send it again at once, with this change.
    Again(Change),
    /// Send it again after this time.
    Later(Duration),
    /// The same, and slow down device or project meanwhile.
    Pace(PaceScope, Duration),
    /// Give up on it for now: the target stops.
    Stop(StopScope, Hint),
    /// Give up on it.
    GiveUp(Fault),
}

/// What is different when a push is sent again at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A fresh connection.
    Connection,
    /// A fresh connection and a new provider token, if one may be made.
    ProviderToken,
    /// A fresh connection; no new provider token for 20 minutes.
    KeepProviderToken,
    /// A new access token.
    AccessToken,
    /// Without its text.
    Smaller,
    /// Apple's other environment.
    Environment,
}

/// What the decision needs to know besides.
pub struct Circumstances<'a> {
    /// The time.
    pub now: TimestampMs,
    /// Whether the target has a twin in Apple's other environment.
    pub has_twin: bool,
    /// Whether the target is well otherwise: then an urgent push is tried again sooner the first time.
    pub target_is_well: bool,
    /// For the spread of waits.
    pub random: &'a dyn Random,
}

const AGAIN: Backoff = Backoff { first: Duration::from_secs(1), most: Duration::from_mins(1) };

/// What follows from an outcome for this push, and notes it in the push's history.
pub fn decide(outcome: Outcome, signal: &Signal, push: &Push, past: &mut History, around: &Circumstances<'_>) -> Step {
    if matches!(signal, Signal::Silent(silence) if silence.may_be_delivered()) {
        past.may_be_copy = true;
    }
    let asked = match signal {
        Signal::Refused(refusal) => refusal.retry_after,
        _ => None,
    };
    let step = match outcome {
        Outcome::Ok => Step::Sent,
        // The other environment did not know it either, or would not talk to us: the first word stands.
        _ if past.twin_asked && is_refusal(signal) => Step::Remove,
        Outcome::Remove(evidence) => remove(evidence, signal, push),
        Outcome::TryTwin if around.has_twin && !past.twin_asked => {
            past.twin_asked = true;
            Step::Again(Change::Environment)
        }
        Outcome::TryTwin => Step::Remove,
        Outcome::Retry(backoff) => Step::Later(later(backoff, asked, push, past, around)),
        Outcome::Reconnect(how) => reconnect(how, asked, push, past, around),
        Outcome::RefreshCredential if !past.refreshed => {
            past.refreshed = true;
            Step::Again(Change::AccessToken)
        }
        Outcome::RefreshCredential => Step::Stop(StopScope::Target, Hint::Credential),
        Outcome::Stop(scope, hint) => Step::Stop(scope, hint),
        Outcome::Drop(fault) => Step::GiveUp(fault),
        Outcome::Shrink if !past.shrunk => {
            past.shrunk = true;
            Step::Again(Change::Smaller)
        }
        Outcome::Shrink => Step::GiveUp(Fault::TooLarge),
        Outcome::Pace(scope, backoff) => {
            past.failures += 1;
            Step::Pace(scope, backoff.wait(past.failures, asked, around.random))
        }
    };
    match step {
        Step::Later(_) | Step::Pace(..) if push.is_expired(around.now) => Step::GiveUp(Fault::Expired),
        step => step,
    }
}

fn is_refusal(signal: &Signal) -> bool {
    matches!(signal, Signal::Refused(refusal) if refusal.status < 500 && refusal.status != 429)
}

fn remove(evidence: Evidence, signal: &Signal, push: &Push) -> Step {
    let dead_since = match signal {
        Signal::Refused(refusal) => refusal.dead_since,
        _ => None,
    };
    match (evidence, dead_since, push.message.token_registered_at) {
        (Evidence::Repeated, ..) => Step::Confirm,
        (Evidence::Dated, Some(dead_since), Some(registered)) if registered > dead_since => {
            Step::GiveUp(Fault::StaleRemoval)
        }
        _ => Step::Remove,
    }
}

fn reconnect(
    how: Reconnect,
    asked: Option<Duration>,
    push: &Push,
    past: &mut History,
    around: &Circumstances<'_>,
) -> Step {
    if !past.reconnected {
        past.reconnected = true;
        return Step::Again(match how {
            Reconnect::Plain | Reconnect::CleanIdentity => Change::Connection,
            Reconnect::NewCredential => Change::ProviderToken,
            Reconnect::KeepCredential => Change::KeepProviderToken,
        });
    }
    match how {
        Reconnect::Plain | Reconnect::KeepCredential => Step::Later(later(AGAIN, asked, push, past, around)),
        Reconnect::NewCredential => Step::Stop(StopScope::Target, Hint::Clock),
        Reconnect::CleanIdentity => Step::Stop(StopScope::Target, Hint::Credential),
    }
}

/// The wait before the next attempt. Google wants ten seconds; a person who waits for a message gets the first
/// repetition after one, as long as that is rare.
fn later(
    backoff: Backoff,
    asked: Option<Duration>,
    push: &Push,
    past: &mut History,
    around: &Circumstances<'_>,
) -> Duration {
    past.failures += 1;
    // The next wait of this kind may be short again: it is another fault on another connection.
    past.reconnected = false;
    let urgent = past.failures == 1 && around.target_is_well && push.class <= crate::PushClass::Message;
    let backoff = if urgent { Backoff { first: backoff.first.min(AGAIN.first), ..backoff } } else { backoff };
    backoff.wait(past.failures, asked, around.random)
}
