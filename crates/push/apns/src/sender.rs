use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use countersign_dispatch::{Attempt, DeviceKey, Memory, Push, Sender, Signal, Silence, Vendor};
use countersign_egress::{ConnectionId, Pool, PoolStats};
use countersign_primitives::Clock;
use countersign_push_content::Policy;
use countersign_wire_vendor::apns::{PushKind, device_path, header, is_device_token};
use http::{
    HeaderName, HeaderValue, Method, Request, Uri, Version,
    header::{AUTHORIZATION, CONTENT_TYPE},
    uri::{Authority, PathAndQuery, Scheme},
};
use parking_lot::Mutex;
use tokio::time::Instant;

use crate::{Envelope, ProviderTokens, answer, payload};

/// How long a token's environment is remembered.
const REMEMBER_TWIN: Duration = Duration::from_hours(24 * 7);

/// How a target proves who it is.
#[derive(Clone, Debug)]
pub enum Authentication {
    /// A provider token in each request.
    Token(Arc<ProviderTokens>),
    /// The client certificate of the connection; part of the pool's TLS settings.
    Certificate,
}

/// One app at Apple.
pub struct ApnsTarget {
    /// The bundle id; empty sends none, which certificates for one topic allow.
    pub topic: String,
    /// Connections to the app's environment.
    pub pool: Pool,
    /// Connections to the other environment, to ask there for tokens that are not known here; `None` never asks.
    pub twin: Option<Pool>,
    /// How the target proves who it is.
    pub authentication: Authentication,
    /// How texts and headers are treated.
    pub policy: Policy,
}

/// Sends to one app.
pub struct ApnsSender {
    target: ApnsTarget,
    topics: Topics,
    clock: Arc<dyn Clock>,
    authority: Authority,
    twin_authority: Option<Authority>,
    elsewhere: Mutex<Memory<DeviceKey, ()>>,
}

struct Topics {
    plain: Option<HeaderValue>,
    call: Option<HeaderValue>,
}

impl ApnsSender {
    /// A sender for a target.
    ///
    /// # Errors
    /// Topic or host cannot stand in a request; the text says which.
    pub fn new(target: ApnsTarget, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let topic = |kind: PushKind| {
            let text = format!("{}{}", target.topic, kind.topic_suffix());
            HeaderValue::try_from(text).map_err(|_| "the topic has characters that no bundle id has".to_owned())
        };
        let topics = if target.topic.is_empty() {
            Topics { plain: None, call: None }
        } else {
            Topics { plain: Some(topic(PushKind::Alert)?), call: Some(topic(PushKind::Voip)?) }
        };
        let authority = |pool: &Pool| {
            Authority::try_from(pool.authority()).map_err(|_| "the endpoint's host is no host".to_owned())
        };
        Ok(Self {
            authority: authority(&target.pool)?,
            twin_authority: target.twin.as_ref().map(authority).transpose()?,
            topics,
            target,
            clock,
            elsewhere: Mutex::new(Memory::new(REMEMBER_TWIN, 100_000)),
        })
    }

    /// What signs its provider tokens; `None` with a certificate.
    pub fn tokens(&self) -> Option<&Arc<ProviderTokens>> {
        match &self.target.authentication {
            Authentication::Token(tokens) => Some(tokens),
            Authentication::Certificate => None,
        }
    }

    /// What the connections are doing.
    pub fn connections(&self) -> PoolStats {
        self.target.pool.stats()
    }

    /// Connects ahead of the first push.
    pub fn warm(&self) {
        self.target.pool.warm();
    }

    /// Which environment to use: the one where the token was known last.
    fn is_elsewhere(&self, push: &Push) -> bool {
        let elsewhere = self.elsewhere.lock();
        !elsewhere.is_empty() && elsewhere.get(push.device(), self.clock.ticks()).is_some()
    }

    fn remember(&self, push: &Push, elsewhere: bool) {
        let mut memory = self.elsewhere.lock();
        if elsewhere {
            memory.put(push.device(), (), self.clock.ticks());
        } else {
            memory.take(push.device(), self.clock.ticks());
        }
    }

    fn prepare(&self, attempt: &Attempt) {
        if let Authentication::Token(tokens) = &self.target.authentication {
            if attempt.new_credential && !tokens.renew() {
                tracing::warn!(
                    age_secs = tokens.age().map(|age| age.as_secs()),
                    "Apple calls a fresh provider token expired: is this machine's clock right?"
                );
            }
            if attempt.keep_credential {
                tokens.keep();
            }
        }
    }

    fn head(&self, path: &PathAndQuery, authority: &Authority, envelope: &Envelope) -> Request<()> {
        let mut request = Request::new(());
        *request.method_mut() = Method::POST;
        *request.version_mut() = Version::HTTP_2;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(Scheme::HTTPS);
        parts.authority = Some(authority.clone());
        parts.path_and_query = Some(path.clone());
        *request.uri_mut() = Uri::from_parts(parts).expect("scheme, authority and path are all there");
        let headers = request.headers_mut();
        headers.reserve(8);
        if let Authentication::Token(tokens) = &self.target.authentication {
            headers.insert(AUTHORIZATION, tokens.authorization());
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        let topic = if envelope.kind == PushKind::Voip { &self.topics.call } else { &self.topics.plain };
        if let Some(topic) = topic {
            headers.insert(HeaderName::from_static(header::TOPIC), topic.clone());
        }
        headers.insert(HeaderName::from_static(header::PRIORITY), HeaderValue::from_static(envelope.priority.as_str()));
        headers.insert(HeaderName::from_static(header::PUSH_TYPE), HeaderValue::from_static(envelope.kind.as_str()));
        let optional = [
            (header::ID, envelope.id.clone()),
            (header::COLLAPSE_ID, envelope.collapse_id.clone()),
            (header::EXPIRATION, envelope.expiration.map(|secs| secs.to_string())),
        ];
        for (name, value) in optional {
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        request
    }
}

#[async_trait]
impl Sender for ApnsSender {
    fn vendor(&self) -> Vendor {
        Vendor::Apns
    }

    fn takes(&self, device_id: &str) -> bool {
        is_device_token(device_id)
    }

    fn has_twin(&self) -> bool {
        self.target.twin.is_some()
    }

    async fn send(&self, push: &Push, attempt: &Attempt) -> Signal {
        let deadline = Instant::now() + attempt.limit;
        let known_elsewhere = self.is_elsewhere(push);
        let use_twin = attempt.twin != known_elsewhere;
        let (pool, authority) = match (use_twin, &self.target.twin, &self.twin_authority) {
            (true, Some(twin), Some(authority)) => (twin, authority),
            _ => (&self.target.pool, &self.authority),
        };
        self.prepare(attempt);
        if let Some(number) = attempt.leave_connection {
            pool.retire(ConnectionId::from_number(number));
        }
        let path = device_path(&push.message.device_id).and_then(|path| PathAndQuery::try_from(path).ok());
        let Some(path) = path else { return Signal::Silent(Silence::Unsendable) };
        let envelope = Envelope::of(push, self.target.policy.compat);
        let body = Bytes::from(payload(push, &envelope, &self.target.policy, attempt.smaller));
        match pool.send(|| self.head(&path, authority, &envelope), body, deadline).await {
            Ok(answer) => {
                let signal = answer::read(&answer, self.clock.now());
                if attempt.twin && matches!(signal, Signal::Accepted { .. }) {
                    self.remember(push, use_twin);
                }
                signal
            }
            Err(error) => Signal::Silent(answer::silence(&error)),
        }
    }
}
