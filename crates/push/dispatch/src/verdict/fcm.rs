//! Google.
//!
//! Source: Firebase documentation, "FCM error codes" and "Throttling and quotas"; `firebase/firebase-admin-go`
//! `errorutils`.

use std::time::Duration;

use crate::outcome::{Backoff, Evidence, Fault, Hint, Outcome, PaceScope, StopScope};

use super::rule::{Code, Fact, Rule, Status, row};

const AGAIN: Backoff = Backoff { first: Duration::from_secs(10), most: Duration::from_mins(10) };
const QUOTA: Backoff = Backoff { first: Duration::from_mins(1), most: Duration::from_mins(16) };

pub(super) const RULES: &[Rule] = &[
    // A server error is a fault of the server, whatever code it names.
    row(Status::Server, Code::Any, Outcome::Retry(AGAIN)),
    Rule {
        status: Status::Is(429),
        code: Code::Any,
        facts: &[Fact::DeviceQuota],
        outcome: Outcome::Pace(PaceScope::Device, QUOTA),
    },
    row(Status::Is(429), Code::Any, Outcome::Pace(PaceScope::Project, QUOTA)),
    Rule {
        status: Status::Any,
        code: Code::Any,
        facts: &[Fact::ForeignBody],
        outcome: Outcome::Stop(StopScope::Target, Hint::Intercepted),
    },
    // An error under a status of success is neither: nobody knows whether it was sent, so it is not sent twice.
    row(Status::Is(200), Code::Any, Outcome::Drop(Fault::Unknown)),
    row(Status::Redirect, Code::Any, Outcome::Stop(StopScope::Target, Hint::Intercepted)),
    row(Status::Any, Code::In(&["UNREGISTERED", "SENDER_ID_MISMATCH"]), Outcome::Remove(Evidence::Said)),
    // Google gives one code for a broken token, a broken request and one that is too big.
    Rule { status: Status::Any, code: Code::Any, facts: &[Fact::BadRequest], outcome: Outcome::Drop(Fault::OurBug) },
    Rule {
        status: Status::Any,
        code: Code::In(&["INVALID_ARGUMENT"]),
        facts: &[Fact::NotBadRequest, Fact::NamesToken, Fact::ShapeIsGood],
        outcome: Outcome::Remove(Evidence::Said),
    },
    Rule { status: Status::Any, code: Code::Any, facts: &[Fact::TooBig], outcome: Outcome::Shrink },
    row(Status::Any, Code::In(&["INVALID_ARGUMENT"]), Outcome::Drop(Fault::OurBug)),
    row(Status::Any, Code::In(&["QUOTA_EXCEEDED"]), Outcome::Pace(PaceScope::Project, QUOTA)),
    row(Status::Any, Code::In(&["UNAVAILABLE", "INTERNAL"]), Outcome::Retry(AGAIN)),
    row(
        Status::Any,
        Code::In(&["THIRD_PARTY_AUTH_ERROR", "APNS_AUTH_ERROR"]),
        Outcome::Stop(StopScope::Target, Hint::Credential),
    ),
    // Without a verdict of FCM these are about us, never about the token.
    row(Status::Is(401), Code::Any, Outcome::RefreshCredential),
    row(Status::Is(403), Code::Any, Outcome::Stop(StopScope::Target, Hint::Permission)),
    row(Status::Is(404), Code::Any, Outcome::Stop(StopScope::Target, Hint::Project)),
    row(Status::Is(407), Code::Any, Outcome::Stop(StopScope::Target, Hint::Intercepted)),
    row(Status::Is(408), Code::Any, Outcome::Retry(AGAIN)),
    row(Status::Is(413), Code::Any, Outcome::Shrink),
    row(Status::Is(400), Code::None, Outcome::Drop(Fault::OurBug)),
    row(Status::Any, Code::Any, Outcome::Drop(Fault::Unknown)),
];
