//! What requests are answered from: no listener, no HTTP library. One request in, one answer out.

mod ack;
mod admin;
mod admission;
mod feedback;
mod health;
mod reload;
mod send_batch;
mod send_push;

use std::{
    sync::{Arc, OnceLock, atomic::Ordering},
    time::Duration,
};

use arc_swap::ArcSwap;
use bytes::Bytes;
use countersign_ingress::{CertificateFacts, ListenerView};
use countersign_primitives::Clock;
use countersign_push_content::Compat;
use tokio::sync::mpsc;

use crate::{
    ThrottleConfig,
    callers::{Caller, Callers, Replays},
    courier::Courier,
    expiry::ExpiryWatch,
    gauge::{Gauge, write_gauges},
    metrics::{Metrics, write_listeners},
    throttle::{Allowance, Throttle},
};

pub use reload::ReloadRequest;
pub(crate) use send_batch::BatchCaller;

/// A request without its transport.
pub(crate) struct Ask<'a> {
    pub(crate) method: &'a str,
    /// Decoded, without the query.
    pub(crate) path: &'a str,
    /// As it was sent.
    pub(crate) sent_path: &'a str,
    /// What stands behind the question mark; empty when there is none.
    pub(crate) query: &'a str,
    /// A header's value; empty when missing.
    pub(crate) header: &'a (dyn Fn(&str) -> String + Sync),
    /// The certificate the caller proved to hold.
    pub(crate) certificate: Option<&'a CertificateFacts>,
    pub(crate) body: Body,
}

/// What was posted.
pub(crate) enum Body {
    /// All of it.
    Whole(Bytes),
    /// More than may be.
    TooLarge,
    /// The caller stopped in the middle.
    Cut,
}

/// What becomes of a request.
pub(crate) enum Begun {
    /// It is answered.
    Told(Told),
    /// It is a push that may be sent.
    Push(AdmittedPush),
}

/// A push whose caller may send it, before it is read.
pub(crate) struct AdmittedPush {
    body: Body,
    compat: Compat,
    caller: Option<Arc<Caller>>,
    allowance: Option<Allowance>,
}

/// An answer without its transport.
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Bytes,
    pub(crate) allowance: Option<Allowance>,
    /// `Retry-After` in seconds.
    pub(crate) retry_after: Option<u64>,
    /// Whether the content type must not be guessed.
    pub(crate) nosniff: bool,
    /// Whether a credential would help.
    pub(crate) asks_for_token: bool,
}

impl Told {
    fn new(status: u16, content_type: Option<&'static str>, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self { status, content_type, body, allowance: None, retry_after: None, nosniff: false, asks_for_token: false }
    }

    /// The incumbent sends its JSON as plain text.
    fn json(answer: &impl serde::Serialize) -> Self {
        let mut body = serde_json::to_vec(answer).unwrap_or_default();
        body.push(b'\n');
        Self::new(200, Some("text/plain; charset=utf-8"), escape_html(body))
    }

    fn not_found() -> Self {
        let mut told = Self::new(404, Some("text/plain; charset=utf-8"), "404 page not found\n");
        told.nosniff = true;
        told
    }

    fn wrong_method() -> Self {
        Self::new(405, None, "")
    }
}

/// `<`, `>` and `&` are escaped in answers, as Go does.
fn escape_html(json: Vec<u8>) -> Vec<u8> {
    if !json.iter().any(|byte| matches!(byte, b'<' | b'>' | b'&')) {
        return json;
    }
    let mut out = Vec::with_capacity(json.len() + 30);
    for byte in json {
        match byte {
            b'<' => out.extend_from_slice(b"\\u003c"),
            b'>' => out.extend_from_slice(b"\\u003e"),
            b'&' => out.extend_from_slice(b"\\u0026"),
            _ => out.push(byte),
        }
    }
    out
}

/// Everything a request may need.
pub(crate) struct Site {
    pub(crate) courier: Arc<Courier>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: ArcSwap<SiteSettings>,
    /// Signatures that were used.
    pub(crate) replays: Replays,
    /// The listeners that serve it, for metrics.
    pub(crate) listeners: OnceLock<Vec<(&'static str, ListenerView)>>,
    /// Whom to ask to read the settings again.
    pub(crate) reloads: OnceLock<mpsc::Sender<ReloadRequest>>,
    pub(crate) expiry: ExpiryWatch,
}

/// What of it a reload may change.
pub(crate) struct SiteSettings {
    pub(crate) compat: Compat,
    pub(crate) metrics: bool,
    pub(crate) throttle: Option<(ThrottleConfig, Arc<Throttle>)>,
    /// Who may send; `None` for anybody.
    pub(crate) callers: Option<Callers>,
    pub(crate) gauges: Vec<Gauge>,
}

impl SiteSettings {
    /// What the rate of a request's sender is counted under.
    fn throttle_key(&self, header: &(dyn Fn(&str) -> String + Sync)) -> String {
        let names = self.throttle.as_ref().map_or(&[][..], |(config, _)| &config.by_headers);
        names.iter().map(|name| header(name).to_lowercase() + "\n").collect()
    }

    /// Counts a request, or one push of many. `None` when there is no limit.
    fn allowance(&self, throttle_key: &str, ticks: Duration) -> Option<Allowance> {
        self.throttle.as_ref().map(|(_, throttle)| throttle.take(throttle_key, ticks))
    }
}

impl Site {
    /// Answers a caller, or lets its push through to be sent.
    pub(crate) fn begin(&self, ask: Ask<'_>) -> Begun {
        let started = self.clock.ticks();
        let settings = self.settings.load_full();
        let allowance = settings.allowance(&settings.throttle_key(ask.header), started);
        if let Some(denied) = allowance.filter(|allowance| allowance.retry_after.is_some()) {
            self.metrics.throttled.fetch_add(1, Ordering::Relaxed);
            let mut told = Told::new(429, Some("text/plain; charset=utf-8"), "limit exceeded\n");
            told.retry_after = denied.retry_after;
            told.nosniff = true;
            told.allowance = allowance;
            return Begun::Told(told);
        }
        let mut told = if (ask.path, ask.method) == ("/api/v1/send_push", "POST") {
            match self.admit(&ask, &settings) {
                Ok(caller) => {
                    let (caller, compat) = (caller.map(Arc::clone), settings.compat);
                    return Begun::Push(AdmittedPush { body: ask.body, compat, caller, allowance });
                }
                Err(told) => told,
            }
        } else {
            self.route(&ask, &settings)
        };
        told.allowance = allowance;
        Begun::Told(told)
    }

    fn route(&self, ask: &Ask<'_>, settings: &SiteSettings) -> Told {
        let get = ask.method == "GET";
        match (ask.path, ask.method) {
            ("/api/v1/ack", "POST") => self.admit(ask, settings).map_or_else(|told| told, |_| self.ack(&ask.body)),
            ("/api/v2/feedback", _) if get => match self.admit(ask, settings) {
                Ok(caller) => self.feedback(ask.query, caller.map(Arc::as_ref)),
                Err(told) => told,
            },
            ("/", _) if get => {
                let page = "<html><body>Mattermost Push Proxy</body></html>";
                Told::new(200, Some("text/html; charset=utf-8"), page)
            }
            ("/version", _) if get => self.version(),
            // Who is not known learns whether it works, and not what it works with.
            ("/healthz", _) if get && settings.callers.is_some() => self.health().without_details(),
            ("/healthz", _) if get => self.health(),
            ("/metrics", _) if get && settings.metrics => {
                self.admit(ask, settings).map_or_else(|told| told, |_| self.metrics_page(settings))
            }
            ("/metrics", _) if !settings.metrics => Told::not_found(),
            ("/" | "/version" | "/healthz" | "/metrics" | "/api/v1/ack" | "/api/v2/feedback" | "/api/v2/send", _) => {
                Told::wrong_method()
            }
            _ => Told::not_found(),
        }
    }

    /// Warns of certificates that end.
    pub(crate) fn look_at_certificates(&self) {
        self.expiry.look(&self.settings.load().gauges, self.clock.now());
    }

    /// All metrics, whether or not callers may see them.
    fn metrics_page(&self, settings: &SiteSettings) -> Told {
        let mut text = String::with_capacity(16 * 1024);
        self.metrics.write(&mut text);
        write_gauges(&settings.gauges, &mut text);
        self.write_states(&mut text);
        write_listeners(self.listeners.get().map_or(&[], Vec::as_slice), &mut text);
        Told::new(200, Some("text/plain; version=0.0.4; charset=utf-8"), text)
    }
}
