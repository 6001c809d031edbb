//! The settings by their types, as our own TOML spells them.
//!
//! The comments on the fields are what operators read: the reference page and the commented sample are made from them.

use std::time::Duration;

use countersign_dispatch::Lifetimes;
use countersign_primitives::Secret;
use countersign_push_content::{Compat, DEFAULT_ID_ONLY_TEXT};
use countersign_push_outbox::OutboxLimits;
use serde::Deserialize;

use super::{
    GatewayConfig, ProxyRules, TargetConfig, ThrottleConfig,
    callers::{CallerSection, caller, check_callers},
    sources::{Files, Mistakes, check_targets, listen_address, proxies},
};

mod apns;
mod fcm;
mod limits;
mod queue;
mod tls;
mod web_push;

#[cfg(test)]
pub(super) use self::tls::Clients;
pub(super) use self::{apns::Apns, fcm::Fcm, limits::CallerLimits, queue::Queue, tls::Tls, web_push::WebPush};

/// The settings of the push gateway.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct File {
    /// Where callers connect: an address and a port. `:8066` listens on all addresses.
    listen: String,
    /// Certificate and key of that address. Without them callers speak clear text.
    tls: Option<Tls>,
    /// Whether callers may speak HTTP/2 in clear text without asking first, as behind a proxy where TLS ends. No with the
    /// original push proxy's file.
    http2_cleartext: bool,
    /// What callers may cost.
    limits: CallerLimits,
    /// Who may send. Without any, everybody who can connect.
    caller: Vec<CallerSection>,
    /// How far the time of a signed request may be off, and for how long no signature is taken twice, in seconds.
    signature_window_secs: u64,
    /// Where operators connect: metrics, health and reloading are served there too. None by default.
    #[cfg_attr(test, schemars(example = &"127.0.0.1:8067"))]
    admin_listen: Option<String>,
    /// Whether callers may read `/metrics`. The address for operators always has it.
    metrics: bool,
    /// `improved`, or `strict` for what the original push proxy sends, letter for letter: see `docs/compatibility.md`.
    compat: CompatName,
    /// What a push without contents says until the app has fetched them.
    id_only_text: String,
    /// The proxy through which Apple and Google are reached, as `http://[user:password@]host:port`. Web Push servers are
    /// reached directly. Default: what the environment's `HTTPS_PROXY` says, or none.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    #[cfg_attr(test, schemars(example = &"http://proxy.example.com:3128"))]
    proxy: Option<Secret<String>>,
    /// What is reached without it: domains with their subdomains, addresses, networks. Default: what the environment's
    /// `NO_PROXY` says. This very machine always is.
    no_proxy: Vec<String>,
    /// How long a caller waits for the vendor's verdict, in milliseconds. After that its push is written down, the caller
    /// hears OK, and delivery goes on.
    verdict_time_ms: u64,
    /// How long one attempt to send may take, in milliseconds.
    attempt_time_ms: u64,
    /// Where accepted pushes are kept until they are delivered.
    queue: Queue,
    /// How often callers may ask. No limit by default.
    throttle: Option<Throttle>,
    /// For how long pushes are worth delivering, by what they are, in seconds.
    lifetime_secs: LifetimeSecs,
    /// Apps on Apple's devices, one section for each.
    apns: Vec<Apns>,
    /// Apps on Android, one section for each.
    fcm: Vec<Fcm>,
    /// Apps that registered with a Web Push or `UnifiedPush` server, one section for each.
    web_push: Vec<WebPush>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8066".to_owned(),
            tls: None,
            http2_cleartext: true,
            limits: CallerLimits::default(),
            caller: Vec::new(),
            signature_window_secs: GatewayConfig::default().signature_window.as_secs(),
            admin_listen: None,
            metrics: false,
            compat: CompatName::Improved,
            id_only_text: DEFAULT_ID_ONLY_TEXT.to_owned(),
            proxy: None,
            no_proxy: Vec::new(),
            verdict_time_ms: 2000,
            attempt_time_ms: 10_000,
            queue: Queue::default(),
            throttle: None,
            lifetime_secs: LifetimeSecs::default(),
            apns: Vec::new(),
            fcm: Vec::new(),
            web_push: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema, serde::Serialize))]
enum CompatName {
    Improved,
    Strict,
}

/// How often callers may ask.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Throttle {
    /// Requests a second for each key. 0 counts as 1.
    per_second: u32,
    /// How many keys are remembered. 0 for any number.
    keys: usize,
    /// The headers whose values make the key. With none all requests share one.
    by_headers: Vec<String>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self { per_second: 300, keys: 50_000, by_headers: Vec::new() }
    }
}

/// For how long pushes are worth delivering.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LifetimeSecs {
    /// Calls that ring.
    call: u64,
    /// Messages.
    message: u64,
    /// Notices about the session.
    notice: u64,
    /// What only clears or counts.
    silent: u64,
}

impl Default for LifetimeSecs {
    fn default() -> Self {
        let lifetimes = Lifetimes::default();
        Self {
            call: lifetimes.call.as_secs(),
            message: lifetimes.message.as_secs(),
            notice: lifetimes.notice.as_secs(),
            silent: lifetimes.silent.as_secs(),
        }
    }
}

impl File {
    /// The values they stand for. Reads the files that are named. What is wrong is noted with its path.
    pub(super) fn config(self, files: &Files, mistakes: &mut Mistakes) -> GatewayConfig {
        let mut address = |key: &str, text: &str| {
            listen_address(text).map_err(|error| mistakes.add(key, error)).unwrap_or(GatewayConfig::default().listen)
        };
        let listen = address("listen", &self.listen);
        let admin_listen = self.admin_listen.as_deref().map(|text| address("admin_listen", text));
        let limits = limits::limits(&self.limits, mistakes);
        let mut config = GatewayConfig {
            listen,
            tls: self.tls.as_ref().and_then(|section| tls::tls(section, files, mistakes)),
            http2_cleartext: self.http2_cleartext,
            limits,
            callers: Vec::new(),
            signature_window: Duration::from_secs(self.signature_window_secs.max(1)),
            admin_listen,
            metrics: self.metrics,
            throttle: self.throttle.map(|throttle| ThrottleConfig {
                per_second: throttle.per_second,
                keys: throttle.keys,
                by_headers: throttle.by_headers,
            }),
            queue_folder: None,
            queue_nats: None,
            queue_limits: OutboxLimits::default(),
            verdict_time: Duration::from_millis(self.verdict_time_ms),
            attempt_time: Duration::from_millis(self.attempt_time_ms),
            lifetimes: Lifetimes {
                call: Duration::from_secs(self.lifetime_secs.call),
                message: Duration::from_secs(self.lifetime_secs.message),
                notice: Duration::from_secs(self.lifetime_secs.notice),
                silent: Duration::from_secs(self.lifetime_secs.silent),
            },
            compat: match self.compat {
                CompatName::Improved => Compat::Improved,
                CompatName::Strict => Compat::Strict,
            },
            id_only_text: self.id_only_text,
            targets: Vec::new(),
        };
        queue::apply(self.queue, &mut config, files, mistakes);
        let proxies = proxies(self.proxy.as_ref(), &self.no_proxy, mistakes);
        let (targets, paths) = targets((self.apns, self.fcm, self.web_push), &proxies, files, mistakes);
        config.targets = targets;
        for (place, section) in self.caller.into_iter().enumerate() {
            config.callers.push(caller(section, &format!("caller[{place}]"), files, mistakes));
        }
        check_callers(&config.callers, &config.targets, mistakes);
        check_targets(&config, &paths, mistakes);
        config
    }
}

/// All targets, and where each stands.
fn targets(
    (apple, google, web): (Vec<Apns>, Vec<Fcm>, Vec<WebPush>),
    proxies: &ProxyRules,
    files: &Files,
    mistakes: &mut Mistakes,
) -> (Vec<TargetConfig>, Vec<String>) {
    let (mut targets, mut paths) = (Vec::new(), Vec::new());
    for (place, section) in apple.into_iter().enumerate() {
        paths.push(format!("apns[{place}]"));
        targets.push(apns::apns(section, &paths[paths.len() - 1], files, mistakes));
    }
    for (place, section) in google.into_iter().enumerate() {
        paths.push(format!("fcm[{place}]"));
        targets.push(fcm::fcm(section, &paths[paths.len() - 1], files, mistakes));
    }
    for (place, section) in web.into_iter().enumerate() {
        paths.push(format!("web_push[{place}]"));
        targets.push(web_push::web_push(section, &paths[paths.len() - 1], files, mistakes));
    }
    for target in &mut targets {
        target.proxies.clone_from(proxies);
    }
    (targets, paths)
}
