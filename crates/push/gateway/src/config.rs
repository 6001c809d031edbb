//! What a gateway is told: values, read from a file or put together by whoever starts it.

mod callers;
mod findings;
mod incumbent;
mod load;
mod own;
#[cfg(test)]
mod reference;
mod sources;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use countersign_dispatch::Lifetimes;
use countersign_egress::Endpoint;
use countersign_ingress::{Limits, TlsFiles};
use countersign_primitives::Secret;
use countersign_push_content::{Compat, DEFAULT_ID_ONLY_TEXT};
use countersign_push_outbox::OutboxLimits;
use countersign_push_outbox_nats::NatsOutboxConfig;
use countersign_webpush::Guard;
use countersign_wire_vendor::apns::Environment;

pub use countersign_egress::ProxyRules;

pub(crate) use callers::hash as token_hash;
pub use callers::{CallerConfig, KeyMaterial, SigningKey};
pub use countersign_settings::Mistake;
pub use findings::Loaded;
pub use load::ConfigError;
pub(crate) use load::mistakes;

/// Everything a gateway is told.
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    /// Where callers connect. Default: `127.0.0.1:8066`.
    pub listen: SocketAddr,
    /// Certificate and key of the address where callers connect; `None` speaks clear text. Default: none.
    pub tls: Option<TlsFiles>,
    /// Whether callers may speak HTTP/2 in clear text without asking first. Default: yes.
    pub http2_cleartext: bool,
    /// What callers may cost: connections, header and body times. An idle connection is kept for 75 s, a little longer
    /// than the incumbent keeps it, so that callers that count on its 60 s never meet a closed one.
    pub limits: Limits,
    /// Who may send; empty for anybody who can connect. Default: empty.
    pub callers: Vec<CallerConfig>,
    /// How far the time of a signed request may be off, and for how long no signature is taken twice. Default: 60 s.
    pub signature_window: Duration,
    /// Where metrics and health are served besides; `None` serves them to callers only. Default: none.
    pub admin_listen: Option<SocketAddr>,
    /// Whether callers may read `/metrics`. Default: no.
    pub metrics: bool,
    /// How often callers may ask; `None` does not limit. Default: none.
    pub throttle: Option<ThrottleConfig>,
    /// Where accepted pushes are kept; with neither this nor `queue_nats` they are in memory only, and the log says so.
    /// Default: none.
    pub queue_folder: Option<PathBuf>,
    /// The NATS in which accepted pushes are kept instead, together with those of other gateways. Its bounds are
    /// `queue_limits`, for all gateways together, and the longest of `lifetimes`. Default: none.
    pub queue_nats: Option<NatsOutboxConfig>,
    /// How many pushes may wait.
    pub queue_limits: OutboxLimits,
    /// How long a caller waits for the verdict before its push is written down. Default: 2 s.
    pub verdict_time: Duration,
    /// How long one attempt may take. Default: 10 s.
    pub attempt_time: Duration,
    /// How long a push is worth delivering.
    pub lifetimes: Lifetimes,
    /// Whose manners to keep. Default: our own.
    pub compat: Compat,
    /// What ID-only pushes say.
    pub id_only_text: String,
    /// The apps. At least one.
    pub targets: Vec<TargetConfig>,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8066)),
            tls: None,
            http2_cleartext: true,
            limits: Limits {
                idle_timeout: Duration::from_secs(75),
                // What was taken in is sent whether or not its caller waits.
                finish_without_caller: true,
                ..Limits::default()
            },
            callers: Vec::new(),
            signature_window: Duration::from_mins(1),
            admin_listen: None,
            metrics: false,
            throttle: None,
            queue_folder: None,
            queue_nats: None,
            queue_limits: OutboxLimits::default(),
            verdict_time: Duration::from_secs(2),
            attempt_time: Duration::from_secs(10),
            lifetimes: Lifetimes::default(),
            compat: Compat::Improved,
            id_only_text: DEFAULT_ID_ONLY_TEXT.to_owned(),
            targets: Vec::new(),
        }
    }
}

/// A limit on requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThrottleConfig {
    /// Requests a second for each key; 0 counts as 1.
    pub per_second: u32,
    /// Keys remembered; 0 for any number.
    pub keys: usize,
    /// The headers whose values make the key; none puts all requests under one.
    pub by_headers: Vec<String>,
}

/// One app at one vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetConfig {
    /// What stands in a device id before the colon and the version: `apple_rn`.
    pub name: String,
    /// Where its pushes go.
    pub vendor: VendorConfig,
    /// Further trusted roots in PEM: for relays and simulators.
    pub extra_roots_pem: Vec<u8>,
    /// Most connections to the vendor. Default: 8 to Apple, 12 to Google. Of no meaning for Web Push: 2 to each server.
    pub connections: Option<usize>,
    /// Which proxy to go through. Default: none. Of no meaning for Web Push, which goes directly: what a device names
    /// must be looked up before it is spoken to.
    pub proxies: ProxyRules,
}

/// Where pushes go and with which credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VendorConfig {
    /// To Apple.
    Apns {
        /// The bundle id.
        topic: String,
        /// Which of Apple's worlds the app's tokens belong to.
        environment: Environment,
        /// Another place than Apple's own; `None` for Apple's.
        endpoint: Option<Endpoint>,
        /// Another place for the other environment; with an `endpoint` and without this, the other one is not asked.
        twin_endpoint: Option<Endpoint>,
        /// The credential.
        credential: ApnsCredential,
    },
    /// To Google.
    Fcm {
        /// The service-account file's content.
        account_json: Secret<String>,
        /// The project, when the file does not name it.
        project_id: String,
        /// Another place than Google's own.
        endpoint: Option<Endpoint>,
        /// Pushes a minute; 0 keeps no rate. Default: 600,000.
        per_minute: u64,
    },
    /// To whatever Web Push server a device names; `UnifiedPush` included.
    WebPush {
        /// The private half of the VAPID key, in base64url.
        vapid_private_key: Secret<String>,
        /// Its public half; empty when it is not checked.
        vapid_public_key: String,
        /// Whom operators of push servers may write to: `mailto:` or `https:`.
        contact: String,
        /// Which servers may be talked to.
        guard: Guard,
        /// The longest time a push server may keep a message; `None` for as long as the push is worth delivering.
        max_ttl: Option<Duration>,
        /// The longest time a push server may take; `None` for the time of an attempt.
        request_timeout: Option<Duration>,
    },
}

/// How to prove to Apple who one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApnsCredential {
    /// With tokens signed by a key.
    Token {
        /// The `.p8` file's content.
        key_pem: Secret<String>,
        /// The key's id, 10 characters.
        key_id: String,
        /// The team's id, 10 characters.
        team_id: String,
    },
    /// With a client certificate.
    Certificate {
        /// The file's content: PEM or PKCS#12, with the private key.
        file: Secret<Vec<u8>>,
        /// The private key's password; empty when it has none.
        password: Secret<String>,
    },
}

/// Google's quota for a project unless raised.
pub const DEFAULT_FCM_PER_MINUTE: u64 = 600_000;
