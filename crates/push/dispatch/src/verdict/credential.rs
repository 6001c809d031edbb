//! No credential to send with. Never a reason to remove a token.

use std::time::Duration;

use crate::outcome::{Backoff, Hint, Outcome, StopScope};

pub(super) const REFUSED: Outcome = Outcome::Stop(StopScope::Target, Hint::Credential);
pub(super) const UNAVAILABLE: Outcome =
    Outcome::Retry(Backoff { first: Duration::from_secs(1), most: Duration::from_mins(1) });
