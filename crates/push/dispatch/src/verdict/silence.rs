//! No answer at all.

use std::time::Duration;

use crate::{
    Vendor,
    outcome::{Backoff, Fault, Outcome},
    signal::Silence,
};

const SOON: Backoff = Backoff { first: Duration::from_secs(1), most: Duration::from_mins(1) };
const GOOGLE: Backoff = Backoff { first: Duration::from_secs(10), most: Duration::from_mins(10) };

/// A push that was never sent may go out again soon. One that may have been delivered follows the vendor's own pace;
/// it keeps its id, so that the app can tell a copy.
pub(super) fn outcome(vendor: Vendor, silence: Silence) -> Outcome {
    match (vendor, silence) {
        (_, Silence::Unsendable) => Outcome::Drop(Fault::OurBug),
        (_, Silence::NotAllowed) => Outcome::Drop(Fault::NotAllowed),
        (Vendor::Fcm, silence) if silence.may_be_delivered() => Outcome::Retry(GOOGLE),
        _ => Outcome::Retry(SOON),
    }
}
