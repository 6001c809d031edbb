//! What vendors, and whoever stands between, answer.

use bytes::Bytes;
use countersign_dispatch::{Outcome, Signal, Vendor, judge};
use countersign_egress::{Answer, ConnectionId};
use countersign_primitives::TimestampMs;
use http::{HeaderMap, HeaderValue, StatusCode};

/// When the answers arrive.
const NOW: TimestampMs = TimestampMs(1_800_000_000_000);

/// The first two bytes are the status, the rest is the body.
fn answer(bytes: &[u8]) -> Option<Answer> {
    let (status, body) = bytes.split_first_chunk::<2>()?;
    let status = StatusCode::from_u16(100 + u16::from_be_bytes(*status) % 500).ok()?;
    let (headers, body) = (HeaderMap::new(), Bytes::copy_from_slice(body));
    Some(Answer { status, headers, body, truncated: false, connection: ConnectionId::from_number(1) })
}

/// No answer about our credential or the vendor's health removes a token, nor one that is somebody else's: only the vendor's
/// own word for it does.
fn removes_by_a_word_for_it(signal: &Signal, vendor: Vendor, words: &[&str]) {
    let outcome = judge(vendor, signal);
    if !matches!(outcome, Outcome::Remove(_) | Outcome::TryTwin) {
        return;
    }
    let Signal::Refused(refusal) = signal else { panic!("{outcome:?} without an answer") };
    let by_status = refusal.status == 410 && vendor == Vendor::Apns;
    assert!(by_status || words.contains(&refusal.code.as_str()), "{outcome:?}: {refusal:?}");
    assert!(!refusal.facts.foreign_body && !matches!(refusal.status, 200 | 300..400 | 500..), "{refusal:?}");
}

pub(crate) fn apns_answer(bytes: &[u8]) {
    let Some(answer) = answer(bytes) else { return };
    let signal = countersign_apns::parsers::answer(&answer, NOW);
    let words = ["BadDeviceToken", "Unregistered", "ExpiredToken", "DeviceTokenNotForTopic", "MissingDeviceToken"];
    removes_by_a_word_for_it(&signal, Vendor::Apns, &words);
    assert!(judge(Vendor::Apns, &signal) != Outcome::Ok || answer.status == 200, "{}", answer.status);
}

pub(crate) fn fcm_answer(bytes: &[u8]) {
    let Some(answer) = answer(bytes) else { return };
    for shape_is_good in [true, false] {
        let signal = countersign_fcm::parsers::answer(&answer, NOW, shape_is_good);
        removes_by_a_word_for_it(&signal, Vendor::Fcm, &["UNREGISTERED", "SENDER_ID_MISMATCH", "INVALID_ARGUMENT"]);
        assert!(judge(Vendor::Fcm, &signal) != Outcome::Ok || answer.status == 200, "{}", answer.status);
        if let Signal::Refused(refusal) = &signal {
            assert!(refusal.text.chars().count() <= 200 && !refusal.text.chars().any(char::is_control));
        }
    }
}

/// A token that is taken fits a header, is not shown, and holds for a time that can be added to any other.
pub(crate) fn token_answer(bytes: &[u8]) {
    let Some(answer) = answer(bytes) else { return };
    match countersign_fcm::parsers::token(&answer) {
        Ok((header, life)) => {
            assert!(header.is_sensitive() && answer.status == 200);
            assert!(life.as_secs() <= 24 * 3600, "{life:?}");
        }
        Err(fault) => assert!(format!("{fault:?}").len() < 1000),
    }
}

/// A wait that is understood is at most a day.
pub(crate) fn retry_after(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    let Some(mut answer) = answer(&[0, 0]) else { return };
    answer.headers.insert("retry-after", value);
    if let Some(wait) = answer.retry_after(NOW) {
        assert!(!wait.is_zero() && wait.as_secs() <= 24 * 3600, "{wait:?}");
    }
}
