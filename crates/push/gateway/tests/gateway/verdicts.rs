//! Every signal of the tables once through the whole gateway: what the caller is told, how often the vendor is asked,
//! whether somebody is alarmed.

use std::time::Duration;

use countersign_loopback::Reply;
use countersign_push::GatewayConfig;

use crate::support::{hex, message, metric, script, site_with, status_of, takes_all};

/// What must come of a signal: the caller's answer, and whether an operator must look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Ok,
    Remove,
    Fail,
    FailAndAlarm,
}

/// No signal here is about slowness, and a loaded machine may take long over a handshake.
fn patient(config: &mut GatewayConfig) {
    config.verdict_time = Duration::from_secs(30);
    config.attempt_time = Duration::from_secs(30);
}

async fn told(platform: &str, device: &str, reply: Reply) -> (Told, usize) {
    let (apple, google) = takes_all();
    let site = match platform {
        "apple_rn" => site_with(script(move |_| reply.clone()), google, patient).await,
        _ => site_with(apple, script(move |_| reply.clone()), patient).await,
    };
    let addr = site.gateway.addr();
    let status = status_of(addr, &message(platform, device)).await;
    let sent = site.apple.received().len() + site.google.received().len();
    let sample = format!("countersign_push_alarms_total{{target=\"{platform}\"}}");
    let alarms = metric(addr, &sample).await;
    let told = match (status.as_str(), alarms) {
        ("OK", 0) => Told::Ok,
        ("REMOVE", 0) => Told::Remove,
        ("FAIL", 0) => Told::Fail,
        ("FAIL", _) => Told::FailAndAlarm,
        other => panic!("{other:?}"),
    };
    (told, sent)
}

#[tokio::test]
async fn apple() {
    for (status, reason, expected, sent) in [
        (200, "", Told::Ok, 1),
        (410, "Unregistered", Told::Remove, 1),
        (410, "ExpiredToken", Told::Remove, 1),
        (410, "", Told::Fail, 1),
        (400, "BadDeviceToken", Told::Remove, 1),
        (400, "DeviceTokenNotForTopic", Told::Remove, 1),
        (400, "MissingDeviceToken", Told::Remove, 1),
        (400, "BadTopic", Told::FailAndAlarm, 1),
        (400, "MissingTopic", Told::FailAndAlarm, 1),
        (400, "TopicDisallowed", Told::FailAndAlarm, 1),
        (400, "BadCollapseId", Told::Fail, 1),
        (400, "BadExpirationDate", Told::Fail, 1),
        (400, "BadMessageId", Told::Fail, 1),
        (400, "BadPriority", Told::Fail, 1),
        (400, "DuplicateHeaders", Told::Fail, 1),
        (400, "InvalidPushType", Told::Fail, 1),
        (400, "PayloadEmpty", Told::Fail, 1),
        (400, "IdleTimeout", Told::Ok, 2),
        (403, "ExpiredProviderToken", Told::FailAndAlarm, 2),
        (403, "InvalidProviderToken", Told::FailAndAlarm, 1),
        (403, "BadCertificate", Told::FailAndAlarm, 1),
        (403, "BadCertificateEnvironment", Told::FailAndAlarm, 1),
        (403, "Forbidden", Told::FailAndAlarm, 1),
        (403, "BadEnvironmentKeyIdInToken", Told::FailAndAlarm, 1),
        (403, "BadEnvironmentKeyInToken", Told::FailAndAlarm, 1),
        (403, "MissingProviderToken", Told::FailAndAlarm, 1),
        (403, "UnrelatedKeyIdInToken", Told::FailAndAlarm, 2),
        (404, "BadPath", Told::Fail, 1),
        (405, "MethodNotAllowed", Told::Fail, 1),
        (413, "PayloadTooLarge", Told::Fail, 2),
        (429, "TooManyRequests", Told::Ok, 1),
        (429, "TooManyProviderTokenUpdates", Told::Ok, 2),
        (500, "InternalServerError", Told::Ok, 1),
        (503, "ServiceUnavailable", Told::Ok, 1),
        (503, "Shutdown", Told::Ok, 2),
        (502, "", Told::Ok, 1),
        (400, "SomethingNew", Told::FailAndAlarm, 1),
    ] {
        let body = if reason.is_empty() { String::new() } else { format!(r#"{{"reason":"{reason}"}}"#) };
        let seen = told("apple_rn", &hex(1), Reply::json(status, body)).await;
        assert_eq!(seen, (expected, sent), "{status} {reason}");
    }
}

#[tokio::test]
async fn apple_behind_something_else() {
    for status in [200, 403, 404, 407] {
        let reply = Reply::body(status, "text/html", "<html>Blocked</html>");
        assert_eq!(told("apple_rn", &hex(1), reply).await, (Told::FailAndAlarm, 1), "{status}");
    }
}

#[tokio::test]
async fn google() {
    for (status, code, text, expected, sent) in [
        (404, "UNREGISTERED", "gone", Told::Remove, 1),
        (403, "SENDER_ID_MISMATCH", "other", Told::Remove, 1),
        (400, "INVALID_ARGUMENT", "The registration token is not a valid FCM registration token", Told::Remove, 1),
        (400, "INVALID_ARGUMENT", "Android message is too big", Told::Fail, 2),
        (400, "INVALID_ARGUMENT", "something else", Told::Fail, 1),
        (401, "THIRD_PARTY_AUTH_ERROR", "no", Told::FailAndAlarm, 1),
        (401, "", "no", Told::FailAndAlarm, 2),
        (403, "", "no", Told::FailAndAlarm, 1),
        (404, "", "no", Told::FailAndAlarm, 1),
        (429, "QUOTA_EXCEEDED", "slow down", Told::Ok, 1),
        (429, "", "slow down", Told::Ok, 1),
        (500, "INTERNAL", "oops", Told::Ok, 1),
        (503, "UNAVAILABLE", "busy", Told::Ok, 1),
        (502, "", "bad", Told::Ok, 1),
        (500, "UNREGISTERED", "odd", Told::Ok, 1),
        (418, "NEW_CODE", "new", Told::FailAndAlarm, 1),
        (200, "UNREGISTERED", "odd", Told::FailAndAlarm, 1),
    ] {
        let detail =
            format!(r#"{{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"{code}"}}"#);
        let details = if code.is_empty() { "" } else { &detail };
        let body = format!(r#"{{"error":{{"code":{status},"message":"{text}","status":"X","details":[{details}]}}}}"#);
        let seen = told("android_rn", "token:1", Reply::json(status, body)).await;
        assert_eq!(seen, (expected, sent), "{status} {code} {text}");
    }
}
