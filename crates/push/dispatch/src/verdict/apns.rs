//! Apple.
//!
//! Source: Apple developer documentation, "Handling notification responses from APNs"; its forums on 410 (threads
//! 670868, 747482, 780156); `jchambers/pushy` on wedged connections.

use std::time::Duration;

use crate::outcome::{Backoff, Evidence, Fault, Hint, Outcome, PaceScope, Reconnect, StopScope};

use super::rule::{Code, Fact, Rule, Status, row};

const AGAIN: Backoff = Backoff { first: Duration::from_secs(1), most: Duration::from_mins(1) };

pub(super) const RULES: &[Rule] = &[
    // A status of success with words of failure: Apple took it.
    Rule {
        status: Status::Is(200),
        code: Code::Any,
        facts: &[Fact::ForeignBody],
        outcome: Outcome::Stop(StopScope::Target, Hint::Intercepted),
    },
    row(Status::Is(200), Code::Any, Outcome::Ok),
    // A server error is a fault of the server, whatever reason it names.
    row(Status::Server, Code::In(&["Shutdown"]), Outcome::Reconnect(Reconnect::Plain)),
    row(Status::Server, Code::Any, Outcome::Retry(AGAIN)),
    Rule {
        status: Status::Any,
        code: Code::Any,
        facts: &[Fact::ForeignBody],
        outcome: Outcome::Stop(StopScope::Target, Hint::Intercepted),
    },
    row(Status::Redirect, Code::Any, Outcome::Stop(StopScope::Target, Hint::Intercepted)),
    row(Status::Any, Code::In(&["Unregistered", "ExpiredToken"]), Outcome::Remove(Evidence::Dated)),
    row(Status::Any, Code::In(&["BadDeviceToken"]), Outcome::TryTwin),
    row(Status::Any, Code::In(&["DeviceTokenNotForTopic", "MissingDeviceToken"]), Outcome::Remove(Evidence::Said)),
    row(
        Status::Any,
        Code::In(&["BadTopic", "MissingTopic", "TopicDisallowed"]),
        Outcome::Stop(StopScope::Topic, Hint::Topic),
    ),
    row(
        Status::Any,
        Code::In(&[
            "BadCollapseId",
            "BadExpirationDate",
            "BadMessageId",
            "BadPriority",
            "DuplicateHeaders",
            "InvalidPushType",
            "PayloadEmpty",
            "BadPath",
            "MethodNotAllowed",
        ]),
        Outcome::Drop(Fault::OurBug),
    ),
    row(Status::Any, Code::In(&["IdleTimeout"]), Outcome::Reconnect(Reconnect::Plain)),
    row(Status::Any, Code::In(&["ExpiredProviderToken"]), Outcome::Reconnect(Reconnect::NewCredential)),
    row(Status::Any, Code::In(&["UnrelatedKeyIdInToken"]), Outcome::Reconnect(Reconnect::CleanIdentity)),
    row(Status::Any, Code::In(&["TooManyProviderTokenUpdates"]), Outcome::Reconnect(Reconnect::KeepCredential)),
    row(
        Status::Any,
        Code::In(&[
            "InvalidProviderToken",
            "BadCertificate",
            "BadCertificateEnvironment",
            "Forbidden",
            "BadEnvironmentKeyIdInToken",
            "BadEnvironmentKeyInToken",
            "MissingProviderToken",
        ]),
        Outcome::Stop(StopScope::Target, Hint::Credential),
    ),
    row(Status::Any, Code::In(&["TooManyRequests"]), Outcome::Pace(PaceScope::Device, AGAIN)),
    row(Status::Any, Code::In(&["PayloadTooLarge"]), Outcome::Shrink),
    row(Status::Any, Code::In(&["InternalServerError", "ServiceUnavailable"]), Outcome::Retry(AGAIN)),
    row(Status::Any, Code::In(&["Shutdown"]), Outcome::Reconnect(Reconnect::Plain)),
    // Without a reason that is known, the status decides.
    row(Status::Is(410), Code::Any, Outcome::Remove(Evidence::Repeated)),
    row(Status::Is(413), Code::Any, Outcome::Shrink),
    row(Status::Is(429), Code::Any, Outcome::Pace(PaceScope::Device, AGAIN)),
    row(Status::Is(403), Code::None, Outcome::Stop(StopScope::Target, Hint::Credential)),
    row(Status::Is(404), Code::None, Outcome::Drop(Fault::OurBug)),
    row(Status::Is(405), Code::None, Outcome::Drop(Fault::OurBug)),
    row(Status::Any, Code::Any, Outcome::Drop(Fault::Unknown)),
];
