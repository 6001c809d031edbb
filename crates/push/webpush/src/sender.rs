use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use countersign_dispatch::{Attempt, Push, PushClass, Refusal, Sender, Signal, Silence, Vendor};
use countersign_primitives::{Clock, Random};
use countersign_push_content::Policy;
use countersign_wire_vendor::webpush::{CONTENT_ENCODING, Urgency, header};
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{AUTHORIZATION, CONTENT_ENCODING as CONTENT_ENCODING_HEADER, CONTENT_TYPE},
};
use rustls::ClientConfig;
use tokio::time::Instant;

use crate::{
    answer,
    connection::{Link, Post, Ways},
    encryption::{Ephemeral, PLAINTEXT_CLASSES, encrypt},
    guard::Guard,
    message::message,
    origin::{Known, Origins},
    recipient::Recipient,
    resolver::Resolver,
    topic::Topics,
    vapid::{VapidKey, VapidSubject},
};

/// Push servers remembered at a time, with their connections.
const MOST_ORIGINS: usize = 256;

/// Everything a target of Web Push needs.
pub struct WebPushTarget {
    /// The key pair apps register with.
    pub key: VapidKey,
    /// Whom the operators of push servers may write to.
    pub subject: VapidSubject,
    /// Which servers may be talked to.
    pub guard: Guard,
    /// How texts are treated.
    pub policy: Policy,
    /// The longest time a push server may keep a message. Absent: as long as the push is worth delivering.
    pub max_ttl: Option<Duration>,
    /// The longest time a push server may take for an answer. Absent: as long as an attempt may.
    pub request_timeout: Option<Duration>,
    /// Whom to trust; from `countersign_egress::client_tls`.
    pub tls: Arc<ClientConfig>,
}

/// Sends to whatever push server a device names, encrypted for the device.
pub struct WebPushSender {
    key: VapidKey,
    subject: VapidSubject,
    policy: Policy,
    max_ttl: Option<Duration>,
    request_timeout: Option<Duration>,
    topics: Topics,
    origins: Origins<Link>,
    ways: Ways,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl WebPushSender {
    /// A sender for a target.
    pub fn new(
        target: WebPushTarget,
        resolver: Arc<dyn Resolver>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        let topics = Topics::new(&target.key.seed());
        let ways = Ways { guard: target.guard, resolver, tls: target.tls, clock: Arc::clone(&clock) };
        Self {
            key: target.key,
            subject: target.subject,
            policy: target.policy,
            max_ttl: target.max_ttl,
            request_timeout: target.request_timeout,
            topics,
            origins: Origins::new(MOST_ORIGINS),
            ways,
            clock,
            random,
        }
    }

    /// The public half of the key pair, which apps register with.
    pub fn public_key(&self) -> String {
        self.key.public_text()
    }

    /// How many push servers are remembered now, for metrics.
    pub fn known_servers(&self) -> usize {
        self.origins.len()
    }

    /// The request for a push. Absent when the text is too long even without what can be left out.
    fn post(&self, push: &Push, to: &Recipient, known: &Known<Link>, smaller: bool) -> Option<Post> {
        let text = message(push, &self.policy, smaller);
        let ephemeral = Ephemeral::draw(&*self.random);
        let body = encrypt(&to.key, &to.auth, &text, &PLAINTEXT_CLASSES, &ephemeral).ok()?;
        let authorization = known.authorization(&self.key, &self.subject, self.clock.now());
        let mut authorization = HeaderValue::try_from(authorization).ok()?;
        authorization.set_sensitive(true);
        let mut headers = HeaderMap::with_capacity(6);
        headers.insert(AUTHORIZATION, authorization);
        headers.insert(CONTENT_ENCODING_HEADER, HeaderValue::from_static(CONTENT_ENCODING));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        headers.insert(HeaderName::from_static(header::TTL), HeaderValue::from(self.ttl(push).as_secs()));
        headers
            .insert(HeaderName::from_static(header::URGENCY), HeaderValue::from_static(urgency(push.class).as_str()));
        if let Some(topic) = self.topics.of(&push.message) {
            headers.insert(HeaderName::from_static(header::TOPIC), HeaderValue::try_from(topic).ok()?);
        }
        Some(Post { path: to.path.clone(), headers, body: Bytes::from(body) })
    }

    fn ttl(&self, push: &Push) -> Duration {
        let left = push.expires_at.since(self.clock.now());
        self.max_ttl.map_or(left, |most| left.min(most))
    }
}

#[async_trait]
impl Sender for WebPushSender {
    fn vendor(&self) -> Vendor {
        Vendor::WebPush
    }

    fn takes(&self, device_id: &str) -> bool {
        self.ways.guard.takes(device_id)
    }

    fn is_one_service(&self) -> bool {
        false
    }

    async fn send(&self, push: &Push, attempt: &Attempt) -> Signal {
        let limit = self.request_timeout.map_or(attempt.limit, |most| attempt.limit.min(most));
        let deadline = Instant::now() + limit;
        let Ok(to) = Recipient::from_device_id(&push.message.device_id) else {
            return Signal::Silent(Silence::Unsendable);
        };
        let known = self.origins.get(&to.origin, self.clock.ticks());
        if let Some(signal) = known.held_back(self.clock.ticks()) {
            return signal;
        }
        let signal = match self.post(push, &to, &known, attempt.smaller) {
            // What the server would say.
            None => Signal::Refused(Refusal { status: 413, ..Refusal::default() }),
            Some(post) => match self.ways.post(&known, &post, attempt.leave_connection, deadline).await {
                Ok(answer) => answer::read(&answer, self.clock.now()),
                Err(signal) => signal,
            },
        };
        known.learn(signal, push.device(), self.clock.ticks())
    }
}

/// Somebody waits for messages and calls; what shows nothing may wait for Wi-Fi or power.
fn urgency(class: PushClass) -> Urgency {
    match class {
        PushClass::Call | PushClass::Message => Urgency::High,
        PushClass::Notice => Urgency::Normal,
        PushClass::Silent => Urgency::Low,
    }
}
