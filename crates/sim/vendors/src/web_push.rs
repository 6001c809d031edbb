//! A Web Push service, as browsers and `UnifiedPush` distributors have behind them, and the subscriber's decryption.
//!
//! Source: RFC 8030, sections 5 and 6; RFC 8291; RFC 8292.

mod headers;
mod message;
mod refusal;
mod subscription;
mod vapid;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderName, Method, Request, header};
use rustls::pki_types::CertificateDer;

use countersign_wire_vendor::webpush::{MAX_BODY_BYTES, header::TTL};

use self::{headers::MessageHeaders, refusal::Refusal};
use crate::{
    desk::{Decided, Desk, Noticed, foreign_body},
    device::{DevicePlatform, PayloadEncoding, PushHeaders, WebPushHeaders, WebPushSubscription},
    devices::{DeliveryRequest, DeviceRecord, Keeping, SubscriptionKeys},
    script::Script,
    service::ServiceKind,
    settings::{Settings, UnknownTokens},
    transport::{Connection, Http2Limits, Reply, Service},
};

pub(crate) use subscription::new_subscription;

const PUSH_PATH: &str = "/push/";
const MESSAGE_PATH: &str = "/message/";
const STREAMS: u32 = 100;
const WINDOW_BYTES: u32 = 1 << 20;
const TEXT: &str = "text/plain";

/// The Web Push service.
pub(crate) struct WebPushService {
    desk: Arc<Desk>,
    /// Known once it listens.
    origin: OnceLock<String>,
}

/// What is done with a request.
enum Outcome {
    Created { location: String, ttl_secs: u32, lowered: bool },
    Cancelled,
    Scripted(Script),
}

impl WebPushService {
    pub(crate) fn new(desk: Arc<Desk>) -> Self {
        Self { desk, origin: OnceLock::new() }
    }

    /// Says where it listens: `https://127.0.0.1:8446`.
    pub(crate) fn set_origin(&self, origin: String) {
        self.origin.get_or_init(|| origin);
    }

    /// What a sender needs to push to a subscriber.
    pub(crate) fn subscription(&self, token: &str, keys: &SubscriptionKeys) -> WebPushSubscription {
        WebPushSubscription {
            endpoint: format!("{}{PUSH_PATH}{token}", self.origin()),
            p256dh: keys.p256dh.clone(),
            auth: keys.auth.clone(),
        }
    }

    fn origin(&self) -> &str {
        self.origin.get().map_or("", String::as_str)
    }
}

impl Service for WebPushService {
    type Session = u64;

    fn open(&self, connection: Arc<Connection>, _: Option<CertificateDer<'static>>) -> u64 {
        connection.number
    }

    fn limits(&self, _: &u64) -> Http2Limits {
        Http2Limits { streams: STREAMS, stream_window_bytes: 65_535, connection_window_bytes: WINDOW_BYTES }
    }

    fn answer(&self, connection: &u64, request: &Request<Bytes>) -> Reply {
        let mut noticed = Noticed::default();
        let (reply, reason) = match self.decide(request, &mut noticed) {
            Ok(Outcome::Created { location, ttl_secs, lowered }) => {
                let mut reply = Reply::new(201);
                reply.set_header(header::LOCATION, &location);
                if lowered {
                    reply.set_header(HeaderName::from_static(TTL), &ttl_secs.to_string());
                }
                (reply, String::new())
            }
            Ok(Outcome::Cancelled) => (Reply::new(204), String::new()),
            Ok(Outcome::Scripted(script)) => self.scripted(&script),
            Err(refusal) => (Reply::with_body(refusal.status, TEXT, refusal.reason), refusal.reason.to_owned()),
        };
        let (service, connection) = (ServiceKind::WebPush, *connection);
        self.desk.close(Decided { service, connection, request, reason: reason.into(), noticed }, reply)
    }
}

impl WebPushService {
    fn decide(&self, request: &Request<Bytes>, noticed: &mut Noticed) -> Result<Outcome, Refusal> {
        let path = request.uri().path();
        if let Some(message) = path.strip_prefix(MESSAGE_PATH) {
            return self.cancel(request, message);
        }
        let token = path.strip_prefix(PUSH_PATH).filter(|token| !token.is_empty() && !token.contains('/'));
        let token = token.ok_or(Refusal::new(404, "there is no such resource"))?;
        if request.method() != Method::POST {
            return Err(Refusal::new(405, "only POST is allowed"));
        }
        noticed.device_token = Some(token.to_owned());
        let settings = self.desk.settings.load();
        let sender = vapid::sender(request.headers(), self.origin(), self.desk.clock.now())?;
        noticed.authorization = sender.as_ref().map(|sender| {
            let claims = &sender.claims;
            format!("vapid (aud {}, exp {}, sub {}, k {})", claims.aud, claims.exp, claims.sub, sender.key)
        });
        if settings.web_push.require_vapid && sender.is_none() {
            return Err(Refusal::new(401, "the sender must identify itself by VAPID"));
        }
        if request.body().len() > MAX_BODY_BYTES {
            return Err(Refusal::new(413, "the body is longer than 4096 bytes"));
        }
        let headers = MessageHeaders::read(request.headers(), !request.body().is_empty())?;
        let sender = sender.map(|sender| sender.key);
        self.hand_over(token, sender.as_deref(), &headers, request.body(), &settings, noticed)
    }

    /// Finds out what is to happen to a sound message, and lets it happen.
    fn hand_over(
        &self,
        token: &str,
        sender: Option<&str>,
        headers: &MessageHeaders,
        body: &Bytes,
        settings: &Settings,
        noticed: &mut Noticed,
    ) -> Result<Outcome, Refusal> {
        let found = self.desk.faults.find(ServiceKind::WebPush, token);
        noticed.script.clone_from(&found.script);
        let scripted_failure = found.script.as_ref().is_some_and(|script| !script.is_success());
        let device = if found.token_is_script || scripted_failure {
            self.desk.devices.get(token).filter(|(_, gone)| gone.is_none()).map(|(device, _)| device)
        } else {
            self.check_device(token, sender, settings)?
        };
        let ttl_secs = headers.ttl_secs.min(settings.web_push.max_ttl_secs);
        let id = self.desk.new_uuid();
        noticed.message_id.clone_from(&id);
        let handed_on = found.script.as_ref().is_none_or(|script| script.is_success() || script.deliver);
        if let Some(device) = device
            && handed_on
        {
            self.deliver(&device, headers, ttl_secs, id.clone(), body, noticed)?;
        }
        if let Some(script) = found.script {
            return Ok(Outcome::Scripted(script));
        }
        let location = format!("{}{MESSAGE_PATH}{token}/{id}", self.origin());
        Ok(Outcome::Created { location, ttl_secs, lowered: ttl_secs < headers.ttl_secs })
    }

    fn check_device(
        &self,
        token: &str,
        sender: Option<&str>,
        settings: &Settings,
    ) -> Result<Option<Arc<DeviceRecord>>, Refusal> {
        let found = self.desk.devices.get(token).filter(|(device, _)| device.platform == DevicePlatform::WebPush);
        let Some((device, gone)) = found else {
            return match settings.unknown_tokens {
                UnknownTokens::Accept => Ok(None),
                UnknownTokens::Refuse => Err(Refusal::new(404, "there is no such subscription")),
            };
        };
        if gone.is_some() {
            return Err(Refusal::new(410, "the subscription is gone"));
        }
        let only = device.keys.as_ref().and_then(|keys| keys.vapid_key.as_deref());
        match (only, sender) {
            (Some(_), None) => Err(Refusal::new(401, "the subscription is for one sender, which must identify itself")),
            (Some(only), Some(sender)) if only != sender => {
                Err(Refusal::new(403, "the subscription is for another sender"))
            }
            _ => Ok(Some(device)),
        }
    }

    /// Decrypts as the subscriber would, and hands the message to the phone. What does not decrypt is dropped there,
    /// as a browser drops it: the push service itself cannot know.
    fn deliver(
        &self,
        device: &DeviceRecord,
        headers: &MessageHeaders,
        ttl_secs: u32,
        message_id: String,
        body: &Bytes,
        noticed: &mut Noticed,
    ) -> Result<(), Refusal> {
        let parts = device.keys.as_ref().and_then(subscription::private_parts);
        let decrypted = match parts {
            Some((private_key, auth)) if !body.is_empty() => message::decrypt(body, &private_key, &auth),
            _ => Ok(Vec::new()),
        };
        let Ok(message) = decrypted else {
            noticed.remarks.push("cannot be decrypted with the subscription's keys: the subscriber drops it");
            return Ok(());
        };
        let (encoding, payload) = match String::from_utf8(message) {
            Ok(text) => (PayloadEncoding::Text, text),
            Err(error) => (PayloadEncoding::Base64Url, URL_SAFE_NO_PAD.encode(error.as_bytes())),
        };
        let until = self.desk.clock.now() + Duration::from_secs(ttl_secs.into());
        let keeping = match (ttl_secs, &headers.topic) {
            (0, _) => Keeping::Once,
            (_, Some(topic)) => Keeping::Collapsing { until, key: topic.clone(), max_keys: false },
            (_, None) => Keeping::All { until, limit: usize::MAX },
        };
        let headers = WebPushHeaders {
            message_id,
            urgency: headers.urgency.as_str().to_owned(),
            ttl_secs,
            topic: headers.topic.clone(),
            encoding,
        };
        let request = DeliveryRequest { headers: PushHeaders::WebPush(headers), payload, keeping };
        let delivery = self.desk.deliver(&device.token, request);
        noticed.delivery = delivery.map_err(|_| Refusal::new(500, "the message cannot be stored"))?;
        Ok(())
    }

    /// Takes a message back that was not delivered yet.
    fn cancel(&self, request: &Request<Bytes>, message: &str) -> Result<Outcome, Refusal> {
        if request.method() != Method::DELETE {
            return Err(Refusal::new(405, "only DELETE is allowed"));
        }
        let (token, id) = message.split_once('/').unwrap_or_default();
        match self.desk.devices.cancel(token, id) {
            Ok(true) => Ok(Outcome::Cancelled),
            Ok(false) => Err(Refusal::new(404, "there is no such message, or it was delivered")),
            Err(_) => Err(Refusal::new(500, "the message cannot be taken back")),
        }
    }

    fn scripted(&self, script: &Script) -> (Reply, String) {
        let status = script.status.unwrap_or(201);
        let reason = script.reason.clone().unwrap_or_default();
        let mut reply = match foreign_body(script.body, &reason) {
            Some(("", _)) => Reply::new(status),
            Some((content_type, body)) => Reply::with_body(status, content_type, body),
            None if reason.is_empty() => Reply::new(status),
            None => Reply::with_body(status, TEXT, reason.clone()),
        };
        if matches!(status, 201 | 300..400) {
            reply.set_header(header::LOCATION, &format!("{}{PUSH_PATH}elsewhere", self.origin()));
        }
        if let Some(value) = self.desk.retry_after(script) {
            reply.set_header(header::RETRY_AFTER, &value);
        }
        reply.delay = script.delay;
        reply.action = script.action;
        (reply, reason)
    }
}
