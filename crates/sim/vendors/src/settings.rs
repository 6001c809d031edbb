use serde::{Deserialize, Serialize};

/// What the simulators do, changeable while they run. JSON: members left out keep their value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// What a push to a token nobody registered gets.
    pub unknown_tokens: UnknownTokens,
    /// How long every answer takes, in milliseconds; default 0.
    pub latency_ms: u64,
    /// Whether pushes answered with success are remembered to count duplicates; default yes.
    pub count_duplicates: bool,
    /// Apple.
    pub apple: AppleSettings,
    /// Google.
    pub google: GoogleSettings,
    /// Web Push.
    pub web_push: WebPushSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            unknown_tokens: UnknownTokens::Refuse,
            latency_ms: 0,
            count_duplicates: true,
            apple: AppleSettings::default(),
            google: GoogleSettings::default(),
            web_push: WebPushSettings::default(),
        }
    }
}

/// What a push to a token nobody registered gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownTokens {
    /// The vendor's refusal.
    #[default]
    Refuse,
    /// Success, and nobody gets it: for load tests.
    Accept,
}

/// How Apple behaves. Stream limit and windows count for connections opened later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AppleSettings {
    /// Streams at once after a provider token was accepted; default 1,000.
    pub streams: u32,
    /// Streams at once before that, and again after a rejected one; default 1.
    pub streams_unproven: u32,
    /// Bytes a stream may send before it must wait; default 65,535.
    pub stream_window_bytes: u32,
    /// Bytes a connection may send before it must wait; default and least 65,535.
    pub connection_window_bytes: u32,
    /// Whether provider tokens are verified; default yes. Without, any `bearer` is taken.
    pub verify_provider_token: bool,
    /// For how long a provider token holds, in seconds; default 3,600.
    pub provider_token_secs: u32,
    /// How soon a connection may bring another provider token, in seconds; default 1,200.
    pub provider_token_renewal_secs: u32,
    /// Whether a connection that brought an expired token, or too many, refuses everything from then on; default yes.
    pub wedge: bool,
    /// Whether `apns-push-type` must fit the payload; default yes.
    pub match_push_type: bool,
    /// Pushes a device may get in a minute before `TooManyRequests`; `None`, the default, is no limit.
    pub device_pushes_per_minute: Option<u32>,
}

impl Default for AppleSettings {
    fn default() -> Self {
        Self {
            streams: 1000,
            streams_unproven: 1,
            stream_window_bytes: 65_535,
            connection_window_bytes: 1 << 20,
            verify_provider_token: true,
            provider_token_secs: 3600,
            provider_token_renewal_secs: 1200,
            wedge: true,
            match_push_type: true,
            device_pushes_per_minute: None,
        }
    }
}

/// How Google behaves. Stream limit and windows count for connections opened later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GoogleSettings {
    /// Streams at once; default 100.
    pub streams: u32,
    /// Bytes a stream may send before it must wait; default 65,535.
    pub stream_window_bytes: u32,
    /// Bytes a connection may send before it must wait; default 1 MiB.
    pub connection_window_bytes: u32,
    /// Whether access tokens and assertions are verified; default yes.
    pub verify_credentials: bool,
    /// `expires_in` of access tokens; default 3,599.
    pub access_token_secs: u64,
    /// Messages a project may send in a minute; default 600,000.
    pub project_per_minute: u32,
    /// Messages a registered device may get in a minute; default 240.
    pub device_per_minute: u32,
    /// Messages a registered device may get in an hour; default 5,000.
    pub device_per_hour: u32,
    /// Collapsible messages a registered device may get at once; default 20.
    pub collapsible_burst: u32,
    /// After how many seconds it may get another one; default 180.
    pub collapsible_refill_secs: u32,
    /// How a 429 says when to come back; default seconds.
    pub retry_after: RetryAfterForm,
    /// Messages kept for a device that is away, before all are dropped; default 100.
    pub kept_messages: usize,
}

impl Default for GoogleSettings {
    fn default() -> Self {
        Self {
            streams: 100,
            stream_window_bytes: 65_535,
            connection_window_bytes: 1 << 20,
            verify_credentials: true,
            access_token_secs: 3599,
            project_per_minute: 600_000,
            device_per_minute: 240,
            device_per_hour: 5000,
            collapsible_burst: 20,
            collapsible_refill_secs: 180,
            retry_after: RetryAfterForm::Seconds,
            kept_messages: 100,
        }
    }
}

/// How a 429 says when to come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfterForm {
    /// Seconds.
    #[default]
    Seconds,
    /// An HTTP date.
    Date,
    /// Not at all.
    None,
}

/// How the Web Push service behaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebPushSettings {
    /// Whether the sender must identify itself by VAPID; default yes.
    pub require_vapid: bool,
    /// The longest a message is kept, in seconds; a longer `TTL` is lowered to it. Default four weeks.
    pub max_ttl_secs: u32,
}

impl Default for WebPushSettings {
    fn default() -> Self {
        Self { require_vapid: true, max_ttl_secs: 2_419_200 }
    }
}
