use http::header::RETRY_AFTER;

use countersign_wire_vendor::fcm::{ErrorCode, SendResponse};

use super::refusal::Refusal;
use crate::{
    desk::{Desk, foreign_body},
    script::{BodyShape, Script},
    settings::RetryAfterForm,
    transport::Reply,
};

const JSON: &str = "application/json; charset=UTF-8";
const NOT_FOUND_PAGE: &str = "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p><b>404.</b> \
                              <ins>That’s an error.</ins>\n<p>The requested URL was not found on this server.\n";
const FCM_SERVICE: &str = "fcm.googleapis.com";

/// The answer of a success.
pub(super) fn accepted(name: &str) -> Reply {
    let body = serde_json::to_string(&SendResponse { name: name.to_owned() }).unwrap_or_default();
    Reply::with_body(200, JSON, body)
}

/// The page of everything Google does not serve, such as the endpoint that was switched off in 2024.
pub(super) fn not_found_page() -> Reply {
    Reply::with_body(404, "text/html; charset=UTF-8", NOT_FOUND_PAGE)
}

/// The answer of a refusal.
pub(super) fn refused(desk: &Desk, refusal: &Refusal) -> Reply {
    let mut reply = Reply::with_body(refusal.error.code, JSON, refusal.body());
    if let Some(secs) = refusal.retry_after_secs {
        match desk.settings.load().google.retry_after {
            RetryAfterForm::Seconds => reply.set_header(RETRY_AFTER, &secs.to_string()),
            RetryAfterForm::Date => {
                reply.set_header(RETRY_AFTER, &desk.date_in(std::time::Duration::from_secs(secs)));
            }
            RetryAfterForm::None => {}
        }
    }
    reply
}

/// What a script makes of a message, and its name for the counters.
pub(super) fn scripted(desk: &Desk, script: &Script, name: &str) -> (Reply, String) {
    let status = script.status.unwrap_or(200);
    let refusal = scripted_refusal(script);
    let (own, label) = if status == 200 {
        (serde_json::to_string(&SendResponse { name: name.to_owned() }).unwrap_or_default(), String::new())
    } else {
        (refusal.body(), refusal.label())
    };
    let mut reply = match foreign_body(script.body, &own) {
        Some(("", _)) => Reply::new(status),
        Some((content_type, body)) => Reply::with_body(status, content_type, body),
        None => Reply::with_body(status, JSON, own),
    };
    if let Some(value) = desk.retry_after(script) {
        reply.set_header(RETRY_AFTER, &value);
    }
    reply.delay = script.delay;
    reply.action = script.action;
    (reply, label)
}

/// A script's status and reason as Google's no.
pub(super) fn scripted_refusal(script: &Script) -> Refusal {
    let status = script.status.unwrap_or(200);
    let verdict = script.reason.as_deref().map_or(ErrorCode::UnspecifiedError, ErrorCode::from);
    let message = message(&verdict);
    let fcm = || Refusal::fcm(status, verdict.clone(), message);
    match script.body {
        BodyShape::Bare => Refusal::new(status, message),
        BodyShape::BadRequest => {
            let mut refusal = Refusal::bad_request("message.data[0].value", "Invalid value");
            refusal.error.code = status;
            refusal
        }
        BodyShape::ProjectQuota => fcm().with_quota("project:scripted".to_owned(), message),
        BodyShape::DeviceQuota => fcm().with_quota("device".to_owned(), message),
        BodyShape::ServiceDisabled => Refusal::new(
            status,
            "Firebase Cloud Messaging API has not been used in this project before or it is disabled.",
        )
        .with_info("SERVICE_DISABLED", FCM_SERVICE),
        BodyShape::PermissionDenied => permission_denied(status),
        BodyShape::ThroughApple => fcm().with_apns(403, "InvalidProviderToken"),
        _ => fcm(),
    }
}

/// The account may not send for the project.
pub(super) fn permission_denied(status: u16) -> Refusal {
    let message = "Permission 'cloudmessaging.messages.create' denied on resource (or it may not exist).";
    Refusal::new(status, message).with_info("IAM_PERMISSION_DENIED", "cloudresourcemanager.googleapis.com")
}

fn message(verdict: &ErrorCode) -> &'static str {
    match verdict {
        ErrorCode::Unregistered => "Requested entity was not found.",
        ErrorCode::InvalidArgument => "The registration token is not a valid FCM registration token",
        ErrorCode::SenderIdMismatch => "SenderId mismatch",
        ErrorCode::QuotaExceeded => "Quota exceeded for quota metric 'Message sends'.",
        ErrorCode::Unavailable => "The service is currently unavailable.",
        ErrorCode::Internal => "Internal error encountered.",
        ErrorCode::ThirdPartyAuthError => "Auth error from APNS or Web Push Service",
        ErrorCode::UnspecifiedError | ErrorCode::Other(_) => "Unknown error.",
    }
}

/// FCM's verdict with its own words.
pub(super) fn verdict(status: u16, verdict: ErrorCode) -> Refusal {
    let message = message(&verdict);
    Refusal::fcm(status, verdict, message)
}
