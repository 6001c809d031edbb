//! The verdict tables against the list of signals they were written from, and what must hold for every signal.

use std::time::Duration;

use countersign_dispatch::{
    Change, Circumstances, CredentialFault, Evidence, Facts, Fault, Hint, History, Outcome, PaceScope, Push, Reconnect,
    Refusal, Signal, Silence, Step, StopScope, Vendor, conformance, decide, judge,
    verdict::{self, REFUSES_ALL},
};
use countersign_primitives::{SequenceRandom, TimestampMs};
use countersign_wire_push::{PushMessage, PushType};
use proptest::prelude::*;

fn refusal(status: u16, code: &str) -> Refusal {
    Refusal { status, code: code.to_owned(), ..Refusal::default() }
}

#[track_caller]
#[allow(clippy::needless_pass_by_value, reason = "the tables below read better")]
fn says(vendor: Vendor, refusal: Refusal, expected: &str) {
    let outcome = judge(vendor, &Signal::Refused(refusal.clone()));
    assert_eq!(name(outcome), expected, "{refusal:?}");
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::Remove(Evidence::Said) => "remove",
        Outcome::Remove(Evidence::Dated) => "remove unless registered since",
        Outcome::Remove(Evidence::Repeated) => "remove the second time",
        Outcome::TryTwin => "try twin",
        Outcome::Retry(_) => "retry",
        Outcome::Reconnect(Reconnect::Plain) => "reconnect",
        Outcome::Reconnect(Reconnect::NewCredential) => "reconnect with a new token",
        Outcome::Reconnect(Reconnect::CleanIdentity) => "reconnect clean",
        Outcome::Reconnect(Reconnect::KeepCredential) => "reconnect with the old token",
        Outcome::RefreshCredential => "refresh",
        Outcome::Stop(StopScope::Target, Hint::Intercepted) => "stop: intercepted",
        Outcome::Stop(StopScope::Target, _) => "stop",
        Outcome::Stop(StopScope::Topic, _) => "stop topic",
        Outcome::Stop(StopScope::Origin, _) => "stop origin",
        Outcome::Drop(Fault::OurBug) => "our bug",
        Outcome::Drop(Fault::NotAllowed) => "drop",
        Outcome::Drop(_) => "drop and alarm",
        Outcome::Shrink => "shrink",
        Outcome::Pace(PaceScope::Device, _) => "pace device",
        Outcome::Pace(PaceScope::Project, _) => "pace project",
        Outcome::Pace(PaceScope::Origin, _) => "pace origin",
    }
}

#[test]
fn every_reason_of_apple_has_its_verdict() {
    for (status, code, expected) in [
        (410, "Unregistered", "remove unless registered since"),
        (410, "ExpiredToken", "remove unless registered since"),
        (410, "", "remove the second time"),
        (410, "SomethingNew", "remove the second time"),
        (400, "BadDeviceToken", "try twin"),
        (400, "DeviceTokenNotForTopic", "remove"),
        (400, "MissingDeviceToken", "remove"),
        (400, "BadTopic", "stop topic"),
        (400, "MissingTopic", "stop topic"),
        (400, "TopicDisallowed", "stop topic"),
        (400, "BadCollapseId", "our bug"),
        (400, "BadExpirationDate", "our bug"),
        (400, "BadMessageId", "our bug"),
        (400, "BadPriority", "our bug"),
        (400, "DuplicateHeaders", "our bug"),
        (400, "InvalidPushType", "our bug"),
        (400, "PayloadEmpty", "our bug"),
        (400, "IdleTimeout", "reconnect"),
        (403, "ExpiredProviderToken", "reconnect with a new token"),
        (403, "InvalidProviderToken", "stop"),
        (403, "BadCertificate", "stop"),
        (403, "BadCertificateEnvironment", "stop"),
        (403, "Forbidden", "stop"),
        (403, "BadEnvironmentKeyIdInToken", "stop"),
        (403, "BadEnvironmentKeyInToken", "stop"),
        (403, "MissingProviderToken", "stop"),
        (403, "UnrelatedKeyIdInToken", "reconnect clean"),
        (403, "", "stop"),
        (404, "BadPath", "our bug"),
        (404, "", "our bug"),
        (405, "MethodNotAllowed", "our bug"),
        (413, "PayloadTooLarge", "shrink"),
        (413, "", "shrink"),
        (429, "TooManyRequests", "pace device"),
        (429, "TooManyProviderTokenUpdates", "reconnect with the old token"),
        (429, "", "pace device"),
        (500, "InternalServerError", "retry"),
        (503, "ServiceUnavailable", "retry"),
        (503, "Shutdown", "reconnect"),
        (502, "", "retry"),
        (504, "", "retry"),
        (500, "SomethingNew", "retry"),
        (500, "Unregistered", "retry"),
        (400, "SomethingNew", "drop and alarm"),
        (400, "", "drop and alarm"),
        (302, "", "stop: intercepted"),
        (200, "BadDeviceToken", "ok"),
    ] {
        says(Vendor::Apns, refusal(status, code), expected);
    }
}

#[test]
fn a_body_that_is_not_apples_is_an_interception() {
    let foreign = |status| Refusal { facts: Facts { foreign_body: true, ..Facts::default() }, ..refusal(status, "") };
    for status in [200, 302, 400, 403, 404, 405, 407, 410, 429] {
        says(Vendor::Apns, foreign(status), "stop: intercepted");
    }
    for status in [500, 502, 503, 504] {
        says(Vendor::Apns, foreign(status), "retry");
        says(Vendor::Fcm, foreign(status), "retry");
    }
    for status in [200, 302, 403, 404, 407] {
        says(Vendor::Fcm, foreign(status), "stop: intercepted");
    }
}

#[test]
fn every_code_of_google_has_its_verdict() {
    for (status, code, expected) in [
        (404, "UNREGISTERED", "remove"),
        (403, "SENDER_ID_MISMATCH", "remove"),
        (400, "INVALID_ARGUMENT", "our bug"),
        (401, "THIRD_PARTY_AUTH_ERROR", "stop"),
        (401, "APNS_AUTH_ERROR", "stop"),
        (401, "", "refresh"),
        (403, "", "stop"),
        (404, "", "stop"),
        (429, "QUOTA_EXCEEDED", "pace project"),
        (429, "", "pace project"),
        (500, "INTERNAL", "retry"),
        (500, "", "retry"),
        (503, "UNAVAILABLE", "retry"),
        (503, "", "retry"),
        (502, "", "retry"),
        (504, "", "retry"),
        (404, "INTERNAL", "retry"),
        (500, "UNREGISTERED", "retry"),
        (400, "UNSPECIFIED_ERROR", "drop and alarm"),
        (418, "NEW_CODE", "drop and alarm"),
        (400, "", "our bug"),
        (413, "", "shrink"),
        (302, "", "stop: intercepted"),
        (200, "UNREGISTERED", "drop and alarm"),
        (407, "", "stop: intercepted"),
    ] {
        says(Vendor::Fcm, refusal(status, code), expected);
    }
}

#[test]
fn google_says_three_things_with_one_code() {
    let with = |facts| Refusal { facts, ..refusal(400, "INVALID_ARGUMENT") };
    let token = Facts { names_token: true, shape_is_good: true, ..Facts::default() };
    says(Vendor::Fcm, with(token), "remove");
    says(Vendor::Fcm, with(Facts { bad_request: true, ..token }), "our bug");
    says(Vendor::Fcm, with(Facts { shape_is_good: false, ..token }), "our bug");
    says(Vendor::Fcm, with(Facts { too_big: true, ..Facts::default() }), "shrink");
    says(Vendor::Fcm, with(Facts { bad_request: true, ..Facts::default() }), "our bug");
    let device = Refusal { facts: Facts { device_quota: true, ..Facts::default() }, ..refusal(429, "QUOTA_EXCEEDED") };
    says(Vendor::Fcm, device, "pace device");
}

#[test]
fn web_push_is_judged_by_status() {
    for (status, expected) in [
        (200, "ok"),
        (201, "ok"),
        (202, "ok"),
        (204, "ok"),
        (404, "remove"),
        (410, "remove"),
        (400, "our bug"),
        (401, "stop origin"),
        (403, "stop origin"),
        (413, "shrink"),
        (429, "pace origin"),
        (500, "retry"),
        (503, "retry"),
        (301, "drop and alarm"),
        (307, "drop and alarm"),
    ] {
        says(Vendor::WebPush, refusal(status, ""), expected);
    }
    says(Vendor::WebPush, refusal(400, REFUSES_ALL), "stop origin");
}

#[test]
fn silence_is_never_the_end_of_a_push() {
    for vendor in [Vendor::Apns, Vendor::Fcm, Vendor::WebPush] {
        for silence in [
            Silence::NoConnection,
            Silence::NoStream,
            Silence::StreamRefused,
            Silence::Reset,
            Silence::Lost,
            Silence::TimedOut,
        ] {
            assert_eq!(name(judge(vendor, &Signal::Silent(silence))), "retry", "{silence:?}");
        }
    }
}

#[test]
fn a_server_that_may_not_be_talked_to_is_not_tried_again() {
    assert_eq!(name(judge(Vendor::WebPush, &Signal::Silent(Silence::NotAllowed))), "drop");
}

#[test]
fn without_a_credential_nothing_is_removed() {
    let refused = Signal::NoCredential(CredentialFault::Refused { text: String::new() });
    assert_eq!(name(judge(Vendor::Fcm, &refused)), "stop");
    let unavailable = Signal::NoCredential(CredentialFault::Unavailable { text: String::new() });
    assert_eq!(name(judge(Vendor::Fcm, &unavailable)), "retry");
}

/// Runs the decision with the same signal again and again, as a vendor that never changes its mind.
fn steps(vendor: Vendor, signal: &Signal, push: &Push, has_twin: bool, times: usize) -> Vec<Step> {
    let random = SequenceRandom::new(1);
    let around = Circumstances { now: push.accepted_at, has_twin, target_is_well: true, random: &random };
    let mut past = History::default();
    (0..times).map(|_| decide(judge(vendor, signal), signal, push, &mut past, &around)).collect()
}

fn apple(status: u16, code: &str, twin: bool, times: usize) -> Vec<Step> {
    let push = conformance::sample("apple_rn", 1, PushType::Message);
    steps(Vendor::Apns, &Signal::Refused(refusal(status, code)), &push, twin, times)
}

#[test]
fn what_helps_once_is_tried_once() {
    use Step::{Again, GiveUp, Remove, Stop};
    assert_eq!(apple(400, "BadDeviceToken", true, 2), [Again(Change::Environment), Remove]);
    assert_eq!(apple(400, "BadDeviceToken", false, 1), [Remove]);
    assert_eq!(
        apple(403, "ExpiredProviderToken", false, 2),
        [Again(Change::ProviderToken), Stop(StopScope::Target, Hint::Clock)]
    );
    assert_eq!(
        apple(403, "UnrelatedKeyIdInToken", false, 2),
        [Again(Change::Connection), Stop(StopScope::Target, Hint::Credential)]
    );
    assert_eq!(apple(413, "PayloadTooLarge", false, 2), [Again(Change::Smaller), GiveUp(Fault::TooLarge)]);
    assert_eq!(apple(410, "", false, 1), [Step::Confirm]);
    let token_updates = apple(429, "TooManyProviderTokenUpdates", false, 2);
    assert_eq!(token_updates[0], Again(Change::KeepProviderToken));
    assert!(matches!(token_updates[1], Step::Later(_)), "{token_updates:?}");
    let push = conformance::sample("android_rn", 1, PushType::Message);
    assert_eq!(
        steps(Vendor::Fcm, &Signal::Refused(refusal(401, "")), &push, false, 2),
        [Again(Change::AccessToken), Stop(StopScope::Target, Hint::Credential)]
    );
}

#[test]
fn an_older_word_of_apple_does_not_remove_a_token_registered_since() {
    let dead_since =
        |at| Signal::Refused(Refusal { dead_since: Some(TimestampMs(at)), ..refusal(410, "Unregistered") });
    let push = conformance::sample("apple_rn", 1, PushType::Message);
    assert_eq!(push.message.token_registered_at, Some(TimestampMs(7)));
    assert_eq!(steps(Vendor::Apns, &dead_since(6), &push, false, 1), [Step::GiveUp(Fault::StaleRemoval)]);
    assert_eq!(steps(Vendor::Apns, &dead_since(7), &push, false, 1), [Step::Remove]);
    let unknown = PushMessage { token_registered_at: None, ..PushMessage::clone(&push.message) };
    let unknown = Push::new(unknown, TimestampMs(1), Duration::from_secs(9), &SequenceRandom::new(1));
    assert_eq!(steps(Vendor::Apns, &dead_since(6), &unknown, false, 1), [Step::Remove]);
}

#[test]
fn the_first_repetition_of_an_urgent_push_comes_soon_and_the_others_at_googles_pace() {
    let signal = Signal::Refused(refusal(503, "UNAVAILABLE"));
    let waits = |kind| {
        let push = conformance::sample("android_rn", 1, kind);
        steps(Vendor::Fcm, &signal, &push, false, 2)
            .into_iter()
            .map(|step| match step {
                Step::Later(wait) => wait.as_secs_f64(),
                other => panic!("{other:?}"),
            })
            .collect::<Vec<_>>()
    };
    let message = waits(PushType::Message);
    assert!(message[0] <= 1.5 && message[1] >= 10.0, "{message:?}");
    let clear = waits(PushType::Clear);
    assert!(clear[0] >= 5.0, "{clear:?}");
}

#[test]
fn a_push_that_lost_its_worth_is_given_up() {
    let push = conformance::sample("apple_rn", 1, PushType::Message);
    let random = SequenceRandom::new(1);
    let around = Circumstances { now: push.expires_at, has_twin: false, target_is_well: true, random: &random };
    let signal = Signal::Silent(Silence::TimedOut);
    let mut past = History::default();
    let step = decide(judge(Vendor::Apns, &signal), &signal, &push, &mut past, &around);
    assert_eq!(step, Step::GiveUp(Fault::Expired));
    assert!(past.may_be_copy);
}

fn any_refusal() -> impl Strategy<Value = Refusal> {
    let codes: Vec<String> = [Vendor::Apns, Vendor::Fcm]
        .iter()
        .flat_map(|vendor| verdict::rules(*vendor))
        .filter_map(|rule| match rule.code {
            verdict::Code::In(codes) => Some(codes.iter().map(|code| (*code).to_owned())),
            _ => None,
        })
        .flatten()
        .collect();
    let code = prop_oneof![proptest::sample::select(codes), Just(String::new()), ".{0,30}"];
    (100u16..600, code, any::<[bool; 6]>()).prop_map(|(status, code, flags)| {
        let [foreign_body, bad_request, names_token, too_big, device_quota, shape_is_good] = flags;
        let facts = Facts { foreign_body, bad_request, names_token, too_big, device_quota, shape_is_good };
        Refusal { status, code, facts, ..Refusal::default() }
    })
}

proptest! {
    #[test]
    fn every_refusal_has_a_verdict_and_only_success_is_one(refusal in any_refusal()) {
        for vendor in [Vendor::Apns, Vendor::Fcm, Vendor::WebPush] {
            let outcome = judge(vendor, &Signal::Refused(refusal.clone()));
            if outcome == Outcome::Ok {
                prop_assert!((200..300).contains(&refusal.status));
            }
        }
    }

    #[test]
    fn no_server_error_and_no_bare_credential_error_removes_a_token(mut refusal in any_refusal(), server in 500u16..600) {
        for vendor in [Vendor::Apns, Vendor::Fcm] {
            for status in [401, 403, 407] {
                let bare = Refusal { status, code: String::new(), ..refusal.clone() };
                prop_assert!(!matches!(judge(vendor, &Signal::Refused(bare)), Outcome::Remove(_) | Outcome::TryTwin));
            }
            refusal.status = server;
            let outcome = judge(vendor, &Signal::Refused(refusal.clone()));
            prop_assert!(matches!(outcome, Outcome::Retry(_) | Outcome::Reconnect(_)), "{outcome:?}");
        }
    }

    #[test]
    fn nothing_is_sent_again_at_once_more_than_once(refusal in any_refusal(), twin: bool) {
        for vendor in [Vendor::Apns, Vendor::Fcm, Vendor::WebPush] {
            let push = conformance::sample("lane", 1, PushType::Message);
            let steps = steps(vendor, &Signal::Refused(refusal.clone()), &push, twin, 2);
            let at_once = steps.iter().filter(|step| matches!(step, Step::Again(_))).count();
            prop_assert!(at_once <= 1, "{steps:?}");
        }
    }
}
