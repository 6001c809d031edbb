//! Apple's push service: checks everything Apple documents about a request, and delivers.
//!
//! Source: Apple developer documentation, "Sending notification requests to APNs", "Handling notification responses
//! from APNs", "Establishing a token-based connection to APNs", "Establishing a certificate-based connection to APNs".

mod answer;
mod certificate;
mod headers;
mod pace;
mod payload;
mod provider;
mod push_type;
mod refusal;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Method, Request};
use rustls::pki_types::CertificateDer;

use countersign_wire_vendor::apns::{Environment, Reason, is_device_token};

use self::{
    certificate::CertificateIdentity,
    headers::PushHeadersRead,
    pace::Pace,
    payload::PayloadRead,
    provider::{Grant, Provider},
    push_type::{BACKGROUND, PushType, Senders},
    refusal::Refusal,
};
use crate::{
    credentials::AppleKeys,
    desk::{Decided, Desk, Noticed},
    device::{AppleHeaders, PushHeaders},
    devices::{DeliveryRequest, Keeping},
    script::Script,
    service::ServiceKind,
    settings::{AppleSettings, UnknownTokens},
    transport::{Connection, Http2Limits, Reply, Service},
};

const PATH: &str = "/3/device";
/// How long Apple stores a push that names no end.
const LONGEST_STORAGE: Duration = Duration::from_hours(30 * 24);

/// One environment of Apple's.
pub(crate) struct AppleService {
    environment: Environment,
    desk: Arc<Desk>,
    keys: Arc<AppleKeys>,
    pace: Pace,
}

impl AppleService {
    pub(crate) fn new(environment: Environment, desk: Arc<Desk>, keys: Arc<AppleKeys>) -> Self {
        let pace = Pace::new(Arc::clone(&desk.clock));
        Self { environment, desk, keys, pace }
    }
}

/// What is done with a push.
enum Outcome {
    Accepted,
    Scripted(Script),
}

impl Service for AppleService {
    type Session = Provider;

    fn open(&self, connection: Arc<Connection>, client_certificate: Option<CertificateDer<'static>>) -> Provider {
        let certificate = client_certificate.map(|certificate| CertificateIdentity::read(&certificate));
        Provider::new(self.environment, Arc::clone(&self.keys), connection, certificate)
    }

    fn limits(&self, session: &Provider) -> Http2Limits {
        let settings = &self.desk.settings.load().apple;
        Http2Limits {
            streams: if session.has_certificate() { settings.streams } else { settings.streams_unproven },
            stream_window_bytes: settings.stream_window_bytes,
            connection_window_bytes: settings.connection_window_bytes,
        }
    }

    fn answer(&self, session: &Provider, request: &Request<Bytes>) -> Reply {
        let mut noticed = Noticed::default();
        let given = headers::read_id(request.headers());
        noticed.message_id = given.ok().flatten().map_or_else(|| self.desk.new_uuid(), str::to_owned);
        let mut streams = None;
        let outcome = self.decide(session, request, &mut noticed, &mut streams);
        let (mut reply, reason) = match &outcome {
            Ok(Outcome::Accepted) => (Reply::new(200), "".into()),
            Ok(Outcome::Scripted(script)) => answer::scripted(&self.desk, script),
            Err(refusal) => (answer::refused(refusal), answer::label(&refusal.reason)),
        };
        answer::set_ids(&mut reply, self.environment, &noticed.message_id, || self.desk.new_uuid());
        reply.streams = streams;
        let service = ServiceKind::apple(self.environment);
        self.desk.close(Decided { service, connection: session.connection(), request, reason, noticed }, reply)
    }
}

impl AppleService {
    fn decide(
        &self,
        session: &Provider,
        request: &Request<Bytes>,
        noticed: &mut Noticed,
        streams: &mut Option<u32>,
    ) -> Result<Outcome, Refusal> {
        let settings = &self.desk.settings.load().apple;
        let token = target(request)?;
        noticed.device_token = Some(token.clone());
        if headers::has_duplicates(request.headers()) {
            return Err(Reason::DuplicateHeaders.into());
        }
        let grant = session.authorize(request.headers(), settings, self.desk.clock.now());
        let allowed = if grant.is_ok() { settings.streams } else { settings.streams_unproven };
        *streams = (!session.has_certificate()).then_some(allowed);
        let grant = grant?;
        noticed.authorization = Some(grant.shown.clone());
        headers::read_id(request.headers())?;
        let headers = PushHeadersRead::read(request.headers())?;
        let push = check_push(&grant, &headers, request.body(), settings, noticed)?;
        self.hand_over(session, &token, push, &headers, noticed)
    }

    /// Finds out what is to happen to a sound push, and lets it happen.
    fn hand_over(
        &self,
        session: &Provider,
        token: &str,
        push: CheckedPush,
        headers: &PushHeadersRead<'_>,
        noticed: &mut Noticed,
    ) -> Result<Outcome, Refusal> {
        let service = ServiceKind::apple(self.environment);
        let found = self.desk.faults.find(service, token);
        noticed.script.clone_from(&found.script);
        let scripted_failure = found.script.as_ref().is_some_and(|script| !script.is_success());
        let known = if found.token_is_script || scripted_failure {
            self.desk.devices.get(token).is_some_and(|(_, gone)| gone.is_none())
        } else {
            self.check_device(token, &push.topic)?
        };
        let handed_on = found.script.as_ref().is_none_or(|script| script.is_success() || script.deliver);
        if known && handed_on {
            let delivery = self.desk.deliver(token, self.delivery(push, headers, noticed));
            noticed.delivery = delivery.map_err(|_| Refusal::from(Reason::InternalServerError))?;
        }
        let Some(script) = found.script else { return Ok(Outcome::Accepted) };
        if script.wedge {
            session.wedge(answer::scripted_refusal(&script));
        }
        Ok(Outcome::Scripted(script))
    }

    /// Whether a device is known and may get this push; `false` when it is unknown and that is allowed.
    fn check_device(&self, token: &str, topic: &str) -> Result<bool, Refusal> {
        if !is_device_token(token) {
            return Err(Reason::BadDeviceToken.into());
        }
        let settings = self.desk.settings.load();
        let Some((device, gone)) = self.desk.devices.get(token) else {
            return match settings.unknown_tokens {
                UnknownTokens::Accept => Ok(false),
                UnknownTokens::Refuse => Err(Reason::BadDeviceToken.into()),
            };
        };
        if device.environment != self.environment {
            return Err(Reason::BadDeviceToken.into());
        }
        if device.app != topic {
            return Err(Reason::DeviceTokenNotForTopic.into());
        }
        if let Some(gone) = gone {
            return Err(Refusal { timestamp: Some(gone), ..Reason::Unregistered.into() });
        }
        if settings.apple.device_pushes_per_minute.is_some_and(|limit| !self.pace.take(token, limit)) {
            return Err(Reason::TooManyRequests.into());
        }
        Ok(true)
    }

    fn delivery(&self, push: CheckedPush, headers: &PushHeadersRead<'_>, noticed: &Noticed) -> DeliveryRequest {
        let now = self.desk.clock.now();
        let keeping =
            headers.keep_until(now, now + LONGEST_STORAGE).map_or(Keeping::Once, |until| Keeping::Newest { until });
        let headers = AppleHeaders {
            apns_id: noticed.message_id.clone(),
            topic: push.topic,
            push_type: push.kind.name.to_owned(),
            priority: headers.priority.unwrap_or(10),
            expiration: headers.expiration,
            collapse_id: headers.collapse_id.map(str::to_owned),
        };
        DeliveryRequest { headers: PushHeaders::Apple(headers), payload: push.payload, keeping }
    }
}

/// The token of a request's path, in lower case unless it is a script.
fn target(request: &Request<Bytes>) -> Result<String, Reason> {
    let rest = request.uri().path().strip_prefix(PATH).ok_or(Reason::BadPath)?;
    if request.method() != Method::POST {
        return Err(Reason::MethodNotAllowed);
    }
    let token = match rest.strip_prefix('/') {
        Some(token) => token,
        None if rest.is_empty() => "",
        None => return Err(Reason::BadPath),
    };
    match token {
        "" => Err(Reason::MissingDeviceToken),
        token if token.contains('/') => Err(Reason::BadPath),
        token if is_device_token(token) => Ok(token.to_ascii_lowercase()),
        token => Ok(token.to_owned()),
    }
}

/// A push whose headers and payload go together.
struct CheckedPush {
    topic: String,
    kind: &'static PushType,
    payload: String,
}

fn check_push(
    grant: &Grant,
    headers: &PushHeadersRead<'_>,
    body: &Bytes,
    settings: &AppleSettings,
    noticed: &mut Noticed,
) -> Result<CheckedPush, Reason> {
    let topic = topic_of(grant, headers)?;
    let by_topic = headers.push_type.or_else(|| PushType::of_topic(topic));
    if by_topic.is_some_and(|kind| !kind.fits_topic(topic)) {
        return Err(Reason::BadTopic);
    }
    if !grant.topics.is_empty() && !is_granted(grant, topic, by_topic) {
        return Err(Reason::TopicDisallowed);
    }
    if body.is_empty() {
        return Err(Reason::PayloadEmpty);
    }
    if body.len() > by_topic.unwrap_or(&BACKGROUND).max_payload_bytes {
        return Err(Reason::PayloadTooLarge);
    }
    let payload = PayloadRead::read(body)?;
    let kind = by_topic.unwrap_or_else(|| payload.looks_like());
    match kind.senders {
        Senders::TokenOnly if grant.is_certificate => return Err(Reason::Forbidden),
        Senders::CertificateOnly if !grant.is_certificate => return Err(Reason::Forbidden),
        _ => {}
    }
    if settings.match_push_type && !payload.fits(kind) {
        return Err(Reason::InvalidPushType);
    }
    if kind == &BACKGROUND && headers.priority == Some(10) {
        return Err(Reason::BadPriority);
    }
    if headers.push_type.is_none() {
        noticed.remarks.push("no apns-push-type: may be delayed or dropped");
    }
    if payload.is_silent_alert(kind) {
        noticed.remarks.push("an alert with nothing to show: may be dropped");
    }
    let payload = String::from_utf8(body.to_vec()).map_err(|_| Reason::PayloadEmpty)?;
    Ok(CheckedPush { topic: topic.to_owned(), kind, payload })
}

fn topic_of<'a>(grant: &'a Grant, headers: &PushHeadersRead<'a>) -> Result<&'a str, Reason> {
    match headers.topic {
        Some(topic) => Ok(topic),
        None if grant.is_certificate => grant.topics.first().map(String::as_str).ok_or(Reason::BadCertificate),
        None => Err(Reason::MissingTopic),
    }
}

/// A key names bundle ids and covers their suffixes; a certificate names every topic.
fn is_granted(grant: &Grant, topic: &str, kind: Option<&PushType>) -> bool {
    let bundle = kind.and_then(|kind| topic.strip_suffix(kind.topic_suffix)).unwrap_or(topic);
    grant.topics.iter().any(|granted| granted == topic || (!grant.is_certificate && granted == bundle))
}
