//! The verdict tables: which signal means what. Data; [`judge`] reads it from top to bottom.

mod apns;
mod credential;
mod fcm;
mod rule;
mod silence;
mod webpush;

pub use rule::{Code, Fact, Rule, Status};
pub use webpush::REFUSES_ALL;

use crate::{CredentialFault, Outcome, Signal, Vendor};

/// The rows for a vendor's answers, best match first. The last row matches everything.
pub fn rules(vendor: Vendor) -> &'static [Rule] {
    match vendor {
        Vendor::Apns => apns::RULES,
        Vendor::Fcm => fcm::RULES,
        Vendor::WebPush => webpush::RULES,
    }
}

/// What a signal of a vendor means.
///
/// # Panics
/// Never: each table ends with a row that matches everything.
pub fn judge(vendor: Vendor, signal: &Signal) -> Outcome {
    match signal {
        Signal::Accepted { .. } => Outcome::Ok,
        Signal::Refused(refusal) => {
            let rule = rules(vendor).iter().find(|rule| rule.matches(refusal));
            rule.expect("the last row of each table matches everything").outcome
        }
        Signal::Silent(silence) => silence::outcome(vendor, *silence),
        Signal::NoCredential(CredentialFault::Refused { .. }) => credential::REFUSED,
        Signal::NoCredential(CredentialFault::Unavailable { .. }) => credential::UNAVAILABLE,
    }
}
