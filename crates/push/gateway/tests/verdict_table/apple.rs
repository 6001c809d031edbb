use countersign_wire_vendor::apns::Reason;

use crate::stage::{Case, Platform, Verdict, apple, delivered_in_the_end, differences};

const PLATFORM: Platform = Platform { target: apple, token: |script, name| script.as_hex_token(name) };

/// Every status at which Apple, or something in front of it, might answer with a reason.
const STATUSES: [u16; 12] = [400, 401, 403, 404, 405, 410, 413, 429, 500, 502, 503, 504];

/// What a reason means below 500. At 500 and above the vendor is at fault and no reason counts but `Shutdown`.
fn by_reason(reason: &Reason) -> Verdict {
    match reason {
        Reason::Unregistered | Reason::ExpiredToken | Reason::DeviceTokenNotForTopic | Reason::MissingDeviceToken => {
            Verdict::REMOVED
        }
        // The other environment is asked first.
        Reason::BadDeviceToken => Verdict::REMOVED.asked_twice(),
        Reason::BadCollapseId
        | Reason::BadExpirationDate
        | Reason::BadMessageId
        | Reason::BadPriority
        | Reason::DuplicateHeaders
        | Reason::InvalidPushType
        | Reason::PayloadEmpty
        | Reason::BadPath
        | Reason::MethodNotAllowed => Verdict::GIVEN_UP,
        // Once more at once; what helps no one then waits.
        Reason::IdleTimeout | Reason::TooManyProviderTokenUpdates | Reason::Shutdown => Verdict::LATER.asked_twice(),
        Reason::ExpiredProviderToken | Reason::UnrelatedKeyIdInToken => Verdict::STOPPED.asked_twice(),
        Reason::BadTopic
        | Reason::MissingTopic
        | Reason::TopicDisallowed
        | Reason::InvalidProviderToken
        | Reason::BadCertificate
        | Reason::BadCertificateEnvironment
        | Reason::Forbidden
        | Reason::BadEnvironmentKeyIdInToken
        | Reason::MissingProviderToken => Verdict::STOPPED,
        // Smaller, once.
        Reason::PayloadTooLarge => Verdict::GIVEN_UP.asked_twice(),
        Reason::TooManyRequests | Reason::InternalServerError | Reason::ServiceUnavailable => Verdict::LATER,
        Reason::Other(_) => panic!("not in the list of known reasons"),
    }
}

/// What a status means without a reason, and with one that nobody knows.
fn by_status(status: u16, known: bool) -> Verdict {
    match (status, known) {
        (429 | 500.., _) => Verdict::LATER,
        (413, _) => Verdict::GIVEN_UP.asked_twice(),
        (403, true) => Verdict::STOPPED,
        // At 410 a token is dead only when Apple says so again a minute later.
        (410, _) | (404 | 405, true) => Verdict::GIVEN_UP,
        // Nobody knows what it is: somebody must look.
        _ => Verdict { alarm: true, ..Verdict::GIVEN_UP },
    }
}

fn expected(status: u16, reason: &Reason) -> Verdict {
    match reason {
        Reason::Shutdown if status >= 500 => Verdict::LATER.asked_twice(),
        _ if status >= 500 => Verdict::LATER,
        reason => by_reason(reason),
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for status in STATUSES {
        for reason in Reason::ALL {
            let name = format!("{status} {}", reason.as_str());
            let script = format!("st-{status}-{}", reason.as_str());
            cases.push(Case { name, script, expected: expected(status, reason) });
        }
        let without = format!("st-{status}.body-empty");
        cases.push(Case { name: format!("{status}"), script: without, expected: by_status(status, true) });
        let unknown = format!("st-{status}-SomethingNew");
        cases.push(Case { name: format!("{status} unknown"), script: unknown, expected: by_status(status, false) });
    }
    cases
}

#[tokio::test]
async fn every_reason_under_every_status() {
    let cases = cases();
    assert!(cases.len() > 350, "{}", cases.len());
    let differences = differences(&PLATFORM, &cases).await;
    assert!(differences.is_empty(), "{differences}");
}

#[tokio::test]
async fn answers_of_something_that_is_not_apple() {
    let foreign = |status: u16, shape: &str, expected| Case {
        name: format!("{status} {shape}"),
        script: format!("st-{status}.body-{shape}"),
        expected,
    };
    let mut cases = Vec::new();
    // Who says 200 in Apple's own form has taken it, whatever else it says.
    cases.push(foreign(200, "badjson", Verdict::SENT));
    for shape in ["html", "text", "badjson"] {
        let statuses: &[u16] =
            if shape == "badjson" { &[400, 403, 404, 407, 410] } else { &[200, 400, 403, 404, 407, 410] };
        cases.extend(statuses.iter().map(|status| foreign(*status, shape, Verdict::STOPPED)));
        cases.extend([500, 502, 503, 504].map(|status| foreign(status, shape, Verdict::LATER)));
    }
    let differences = differences(&PLATFORM, &cases).await;
    assert!(differences.is_empty(), "{differences}");
}

#[tokio::test]
async fn what_passes_is_delivered_in_the_end() {
    let scripts = [
        "st-400-IdleTimeout",
        "st-403-ExpiredProviderToken",
        "st-403-UnrelatedKeyIdInToken",
        "st-413-PayloadTooLarge",
        "st-429-TooManyRequests",
        "st-429-TooManyProviderTokenUpdates",
        "st-500-InternalServerError",
        "st-502.body-html",
        "st-503-ServiceUnavailable",
        "st-503-ServiceUnavailable.ra-1",
        "st-503-Shutdown",
        "st-504.body-empty",
        "drop",
        "rst-2",
        "rst-7",
        "goaway",
        "goaway-0-unprocessed",
        "goaway-11",
    ];
    let cases = scripts.map(|script| Case {
        name: script.to_owned(),
        script: format!("{script}.times-1"),
        expected: Verdict::SENT,
    });
    delivered_in_the_end(&PLATFORM, &cases).await;
}
