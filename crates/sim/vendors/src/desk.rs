//! What every service has at hand: settings, faults, counters, records, devices, time and randomness.

use std::{borrow::Cow, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use bytes::Bytes;
use http::{HeaderMap, Request};
use serde::Deserialize;

use countersign_primitives::{Clock, Random};

use crate::{
    counters::{Accepted, Counters},
    devices::{Delivery, DeliveryRequest, Devices},
    faults::Faults,
    records::{Records, RequestRecord, VerdictRecord},
    script::{BodyShape, Script, ScriptAction},
    service::ServiceKind,
    settings::Settings,
    transport::Reply,
};

const HUGE_PADDING: usize = 1 << 20;

/// Shared by all services.
pub(crate) struct Desk {
    pub(crate) settings: ArcSwap<Settings>,
    pub(crate) faults: Faults,
    pub(crate) counters: Arc<Counters>,
    pub(crate) records: Records,
    pub(crate) devices: Devices,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

/// What a service noticed about a request while it decided, for the record.
#[derive(Default)]
pub(crate) struct Noticed {
    pub(crate) device_token: Option<String>,
    pub(crate) message_id: String,
    pub(crate) delivery: Option<Delivery>,
    pub(crate) script: Option<Script>,
    pub(crate) remarks: Vec<&'static str>,
    /// Replaces `authorization` in the record.
    pub(crate) authorization: Option<String>,
    /// Replaces the body in the record.
    pub(crate) body: Option<String>,
}

/// A request that was decided.
pub(crate) struct Decided<'a> {
    pub(crate) service: ServiceKind,
    pub(crate) connection: u64,
    pub(crate) request: &'a Request<Bytes>,
    pub(crate) reason: Cow<'static, str>,
    pub(crate) noticed: Noticed,
}

impl Desk {
    /// Counts and records a decided request, and gives the reply the general latency.
    pub(crate) fn close(&self, decided: Decided<'_>, mut reply: Reply) -> Reply {
        let settings = self.settings.load();
        reply.delay += Duration::from_millis(settings.latency_ms);
        let answered = matches!(reply.action, ScriptAction::Answer | ScriptAction::GoAwayAnswer);
        let status = if answered { reply.status } else { 0 };
        let reason = if answered { decided.reason.clone() } else { unanswered(reply.action).into() };
        self.counters.count_verdict(decided.service, status, reason.clone());
        if settings.count_duplicates
            && (200..300).contains(&status)
            && let Some(token) = &decided.noticed.device_token
        {
            let body = decided.request.body();
            self.counters.count_accepted(decided.service, &Accepted { id: sender_id(decided.request), token, body });
        }
        if self.records.is_on() {
            self.record(decided, status, reason.into_owned());
        }
        reply
    }

    /// Hands a push to its device. `None` when nobody registered the token.
    ///
    /// # Errors
    /// The devices' file cannot be written: the sender must be told that the push was not taken.
    pub(crate) fn deliver(&self, token: &str, request: DeliveryRequest) -> Result<Option<Delivery>, NotStored> {
        self.devices.deliver(token, request).map_err(|error| {
            tracing::error!(%error, "a push cannot be stored");
            NotStored
        })
    }

    /// The value of `Retry-After` a script asks for.
    pub(crate) fn retry_after(&self, script: &Script) -> Option<String> {
        let date = script.retry_after_date_secs.map(|secs| self.date_in(Duration::from_secs(secs.into())));
        script.retry_after.clone().or(date)
    }

    /// An HTTP date in some time.
    pub(crate) fn date_in(&self, ahead: Duration) -> String {
        let now = Duration::from_millis((self.clock.now() + ahead).0.try_into().unwrap_or(0));
        httpdate::fmt_http_date(std::time::UNIX_EPOCH + now)
    }

    /// A random version 4 UUID, lower case.
    pub(crate) fn new_uuid(&self) -> String {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let digits = hex::encode(bytes);
        format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
    }

    fn record(&self, decided: Decided<'_>, status: u16, reason: String) {
        let Decided { service, connection, request, noticed, .. } = decided;
        let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
        self.records.take(RequestRecord {
            number: 0,
            at_ms: self.clock.now(),
            service,
            connection,
            protocol: format!("{:?}", request.version()),
            method: request.method().to_string(),
            path,
            headers: headers(request.headers(), noticed.authorization.as_deref()),
            ack_id: ack_id(request.body()),
            body: noticed.body.unwrap_or_else(|| String::from_utf8_lossy(request.body()).into_owned()),
            device_token: noticed.device_token,
            verdict: VerdictRecord {
                status,
                reason,
                message_id: noticed.message_id,
                delivery: noticed.delivery,
                script: noticed.script.map(String::from),
            },
            remarks: noticed.remarks.iter().map(|remark| (*remark).to_owned()).collect(),
        });
    }
}

/// A push could not be written down.
pub(crate) struct NotStored;

/// The body of a scripted answer that is not the vendor's own, with its content type.
pub(crate) fn foreign_body(shape: BodyShape, vendors: &str) -> Option<(&'static str, String)> {
    Some(match shape {
        BodyShape::Empty => ("", String::new()),
        BodyShape::Html => (
            "text/html; charset=utf-8",
            "<!DOCTYPE html><html><body><h1>Blocked by your network</h1></body></html>".to_owned(),
        ),
        BodyShape::Text => ("text/plain", "upstream unavailable".to_owned()),
        BodyShape::BadJson => {
            let half = vendors.len() / 2;
            ("application/json", vendors.chars().take(half).collect())
        }
        BodyShape::Huge => ("application/json", format!("{vendors}{}", " ".repeat(HUGE_PADDING))),
        _ => return None,
    })
}

fn unanswered(action: ScriptAction) -> &'static str {
    match action {
        ScriptAction::Hang => "hang",
        ScriptAction::Reset(_) => "rst",
        ScriptAction::GoAwayDrop { .. } => "goaway",
        ScriptAction::Drop => "drop",
        ScriptAction::Answer | ScriptAction::GoAwayAnswer => "",
    }
}

fn sender_id(request: &Request<Bytes>) -> &str {
    let id = request.headers().get(countersign_wire_vendor::apns::header::ID);
    id.and_then(|id| id.to_str().ok()).unwrap_or_default()
}

fn headers(headers: &HeaderMap, authorization: Option<&str>) -> Vec<(String, String)> {
    let shown = |name: &http::HeaderName, value: &http::HeaderValue| {
        if name == http::header::AUTHORIZATION {
            return authorization.unwrap_or("(not readable)").to_owned();
        }
        String::from_utf8_lossy(value.as_bytes()).into_owned()
    };
    headers.iter().map(|(name, value)| (name.to_string(), shown(name, value))).collect()
}

/// The payload's `ack_id`: at the top for Apple, in the message's data for Google.
fn ack_id(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        ack_id: Option<String>,
        message: Option<Message>,
    }
    #[derive(Deserialize)]
    struct Message {
        data: Option<Data>,
    }
    #[derive(Deserialize)]
    struct Data {
        ack_id: Option<String>,
    }
    let named: Named = serde_json::from_slice(body).ok()?;
    named.ack_id.or_else(|| named.message?.data?.ack_id).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ack_id_is_found_in_both_vendors_payloads() {
        assert_eq!(ack_id(br#"{"aps":{},"ack_id":"a"}"#).as_deref(), Some("a"));
        assert_eq!(ack_id(br#"{"message":{"token":"t","data":{"ack_id":"g"}}}"#).as_deref(), Some("g"));
        assert_eq!(ack_id(b"{}"), None);
        assert_eq!(ack_id(b"no"), None);
    }
}
