use std::borrow::Cow;

use http::{HeaderName, header::RETRY_AFTER};

use countersign_primitives::TimestampMs;
use countersign_wire_vendor::apns::{Environment, Reason, header};

use super::refusal::Refusal;
use crate::{
    desk::{Desk, foreign_body},
    script::Script,
    transport::Reply,
};

const JSON: &str = "application/json";

/// The answer of a refusal.
pub(super) fn refused(refusal: &Refusal) -> Reply {
    Reply::with_body(refusal.status, JSON, refusal.body())
}

/// What a script makes of a push, and its name for the counters.
pub(super) fn scripted(desk: &Desk, script: &Script) -> (Reply, Cow<'static, str>) {
    let status = script.status.unwrap_or(200);
    let refusal = scripted_refusal(script);
    let own = if status == 200 { String::new() } else { refusal.body() };
    let mut reply = match foreign_body(script.body, &own) {
        Some(("", _)) => Reply::new(status),
        Some((content_type, body)) => Reply::with_body(status, content_type, body),
        None if own.is_empty() => Reply::new(status),
        None => Reply::with_body(status, JSON, own),
    };
    if let Some(value) = desk.retry_after(script) {
        reply.set_header(RETRY_AFTER, &value);
    }
    reply.delay = script.delay;
    reply.action = script.action;
    if let Some(reason) = &script.debug_reason {
        reply.debug = Refusal { status, reason: reason.as_str().into(), timestamp: None }.body().into();
    }
    let label = if status == 200 { "".into() } else { label(&refusal.reason) };
    (reply, label)
}

/// A script's status and reason as Apple's no.
pub(super) fn scripted_refusal(script: &Script) -> Refusal {
    let reason = Reason::from(script.reason.as_deref().unwrap_or_default());
    let status = script.status.or(reason.documented_status()).unwrap_or(200);
    Refusal { status, reason, timestamp: script.timestamp_ms.map(TimestampMs) }
}

/// A reason's name for the counters.
pub(super) fn label(reason: &Reason) -> Cow<'static, str> {
    reason.as_str().to_owned().into()
}

/// Names the push in the answer.
pub(super) fn set_ids(reply: &mut Reply, environment: Environment, id: &str, unique: impl FnOnce() -> String) {
    reply.set_header(HeaderName::from_static(header::ID), id);
    if environment == Environment::Development {
        reply.set_header(HeaderName::from_static(header::UNIQUE_ID), &unique());
    }
}
