//! Web Push and `UnifiedPush`.
//!
//! Source: RFC 8030 section 7.3 and 8.4, RFC 8292 section 4.2.

use std::time::Duration;

use crate::outcome::{Backoff, Evidence, Fault, Hint, Outcome, PaceScope, StopScope};

use super::rule::{Code, Rule, Status, row};

const AGAIN: Backoff = Backoff { first: Duration::from_secs(1), most: Duration::from_mins(1) };
/// The code a sender gives an answer of a server that has refused everything of late, whatever the device.
pub const REFUSES_ALL: &str = "RefusesAll";

const PACE: Backoff = Backoff { first: Duration::from_mins(1), most: Duration::from_mins(16) };

pub(super) const RULES: &[Rule] = &[
    row(Status::Is(200), Code::Any, Outcome::Ok),
    row(Status::Is(201), Code::Any, Outcome::Ok),
    row(Status::Is(202), Code::Any, Outcome::Ok),
    row(Status::Is(204), Code::Any, Outcome::Ok),
    row(Status::Is(404), Code::Any, Outcome::Remove(Evidence::Said)),
    row(Status::Is(410), Code::Any, Outcome::Remove(Evidence::Said)),
    row(Status::Is(401), Code::Any, Outcome::Stop(StopScope::Origin, Hint::Credential)),
    row(Status::Is(403), Code::Any, Outcome::Stop(StopScope::Origin, Hint::Credential)),
    row(Status::Is(413), Code::Any, Outcome::Shrink),
    row(Status::Is(429), Code::Any, Outcome::Pace(PaceScope::Origin, PACE)),
    row(Status::Server, Code::Any, Outcome::Retry(AGAIN)),
    // Following a redirect would let a subscriber choose whom this machine talks to.
    row(Status::Redirect, Code::Any, Outcome::Drop(Fault::Unknown)),
    row(Status::Is(400), Code::In(&[REFUSES_ALL]), Outcome::Stop(StopScope::Origin, Hint::PushServer)),
    row(Status::Is(400), Code::Any, Outcome::Drop(Fault::OurBug)),
    row(Status::Any, Code::Any, Outcome::Drop(Fault::Unknown)),
];
