use countersign_wire_vendor::fcm::ErrorCode;

use crate::stage::{Case, Platform, Verdict, delivered_in_the_end, differences, google};

const PLATFORM: Platform =
    Platform { target: google, token: |script, name| format!("{}:{name}", script.as_str().replace('.', ":")) };

const STATUSES: [u16; 11] = [400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504];

/// What a code means below 500, but for 429. At 500 and above the vendor is at fault and no code counts.
fn by_code(code: &ErrorCode) -> Option<Verdict> {
    match code {
        // `INVALID_ARGUMENT` comes with the words about the token here; others are below.
        ErrorCode::Unregistered | ErrorCode::SenderIdMismatch | ErrorCode::InvalidArgument => Some(Verdict::REMOVED),
        ErrorCode::QuotaExceeded | ErrorCode::Unavailable | ErrorCode::Internal => Some(Verdict::LATER),
        ErrorCode::ThirdPartyAuthError => Some(Verdict::STOPPED),
        ErrorCode::UnspecifiedError | ErrorCode::Other(_) => None,
    }
}

/// What a status means without a code that says something.
fn by_status(status: u16, coded: bool) -> Verdict {
    match status {
        429 | 500.. | 408 => Verdict::LATER,
        // Once more with a new access token.
        401 => Verdict::STOPPED.asked_twice(),
        403 | 404 => Verdict::STOPPED,
        413 => Verdict::GIVEN_UP.asked_twice(),
        400 if !coded => Verdict::GIVEN_UP,
        _ => Verdict { alarm: true, ..Verdict::GIVEN_UP },
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for status in STATUSES {
        for code in ErrorCode::ALL.iter().cloned().chain([ErrorCode::from("SOMETHING_NEW")]) {
            let expected = match by_code(&code) {
                Some(verdict) if status < 500 && status != 429 => verdict,
                _ => by_status(status, true),
            };
            let script = format!("st-{status}-{}", code.as_str());
            cases.push(Case { name: format!("{status} {}", code.as_str()), script, expected });
        }
        let bare = format!("st-{status}.body-bare");
        cases.push(Case { name: format!("{status} bare"), script: bare, expected: by_status(status, false) });
        let empty = format!("st-{status}.body-empty");
        cases.push(Case { name: format!("{status} empty"), script: empty, expected: by_status(status, false) });
    }
    cases
}

#[tokio::test]
async fn every_code_under_every_status() {
    let cases = cases();
    assert!(cases.len() > 100, "{}", cases.len());
    let differences = differences(&PLATFORM, &cases).await;
    assert!(differences.is_empty(), "{differences}");
}

#[tokio::test]
async fn details_and_foreign_bodies() {
    let mut cases = Vec::new();
    let mut case = |script: &str, expected| {
        cases.push(Case { name: script.to_owned(), script: script.to_owned(), expected });
    };
    case("st-400.body-badrequest", Verdict::GIVEN_UP);
    case("st-429-QUOTA_EXCEEDED.body-quota", Verdict::LATER);
    case("st-429-QUOTA_EXCEEDED.body-devicequota", Verdict::LATER);
    case("st-403.body-disabled", Verdict::STOPPED);
    case("st-403.body-permission", Verdict::STOPPED);
    case("st-401-THIRD_PARTY_AUTH_ERROR.body-apns", Verdict::STOPPED);
    for shape in ["html", "text", "badjson"] {
        for status in [302, 403, 404, 407] {
            case(&format!("st-{status}.body-{shape}"), Verdict::STOPPED);
        }
        for status in [429, 500, 502, 503, 504] {
            case(&format!("st-{status}.body-{shape}"), Verdict::LATER);
        }
    }
    let differences = differences(&PLATFORM, &cases).await;
    assert!(differences.is_empty(), "{differences}");
}

#[tokio::test]
async fn what_passes_is_delivered_in_the_end() {
    let scripts = [
        "st-401.body-bare",
        "st-413.body-bare",
        "st-429-QUOTA_EXCEEDED.body-quota.ra-1",
        "st-429-QUOTA_EXCEEDED.body-devicequota.ra-1",
        "st-500-INTERNAL",
        "st-502.body-html",
        "st-503-UNAVAILABLE.ra-1",
        "st-504.body-empty",
        "drop",
        "rst-7",
        "goaway-0-unprocessed",
    ];
    let cases = scripts.map(|script| Case {
        name: script.to_owned(),
        script: format!("{script}.times-1"),
        expected: Verdict::SENT,
    });
    delivered_in_the_end(&PLATFORM, &cases).await;
}
