/// Which of the file's sections a key stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Top,
    Apple,
    Android,
    WebPush,
    Caller,
    CallerKey,
}

/// One of the incumbent's keys.
pub(super) struct Key {
    pub(super) section: Spelling,
    pub(super) name: &'static str,
    pub(super) meaning: Meaning,
}

/// What one of its keys means here.
pub(super) enum Meaning {
    /// The same as one of our own keys.
    As(&'static str),
    /// Seconds; 0 is the default.
    Secs(&'static str),
    /// Seconds, where ours is in milliseconds; 0 is the default.
    Millis(&'static str),
    /// Words with spaces between, where ours is a list.
    Words(&'static str),
    /// Apple's development environment, yes or no.
    Development,
    /// A list of targets.
    Targets(&'static str, Spelling),
    /// Nothing; why.
    Idle(&'static str),
}

impl Meaning {
    /// The key of ours it stands for.
    pub(super) fn ours(&self) -> Option<&'static str> {
        match self {
            Self::As(ours) | Self::Secs(ours) | Self::Millis(ours) | Self::Words(ours) | Self::Targets(ours, _) => {
                Some(ours)
            }
            Self::Development => Some("environment"),
            Self::Idle(_) => None,
        }
    }
}

/// Logging is decided where the process is started.
const IDLE: &str = "the log goes to standard error, see --log and --log-format";

const fn top(name: &'static str, meaning: Meaning) -> Key {
    Key { section: Spelling::Top, name, meaning }
}

const fn apple(name: &'static str, meaning: Meaning) -> Key {
    Key { section: Spelling::Apple, name, meaning }
}

const fn android(name: &'static str, meaning: Meaning) -> Key {
    Key { section: Spelling::Android, name, meaning }
}

const fn web_push(name: &'static str, meaning: Meaning) -> Key {
    Key { section: Spelling::WebPush, name, meaning }
}

/// Every key of the incumbent's file. Keys match in any case.
pub(super) const KEYS: &[Key] = &[
    top("ListenAddress", Meaning::As("listen")),
    top("ThrottlePerSec", Meaning::As("throttle.per_second")),
    top("ThrottleMemoryStoreSize", Meaning::As("throttle.keys")),
    top("ThrottleVaryByHeader", Meaning::Words("throttle.by_headers")),
    top("EnableMetrics", Meaning::As("metrics")),
    top("SendTimeoutSec", Meaning::Millis("send_time_ms")),
    top("RetryTimeoutSec", Meaning::Millis("attempt_time_ms")),
    top("ApplePushSettings", Meaning::Targets("apns", Spelling::Apple)),
    top("AndroidPushSettings", Meaning::Targets("fcm", Spelling::Android)),
    top("WebPushSettings", Meaning::Targets("web_push", Spelling::WebPush)),
    top("EnableConsoleLog", Meaning::Idle(IDLE)),
    top("EnableFileLog", Meaning::Idle(IDLE)),
    top("LogFileLocation", Meaning::Idle(IDLE)),
    top("LogFormat", Meaning::Idle(IDLE)),
    top("QueueFolder", Meaning::As("queue.folder")),
    top("QueueNATS", Meaning::As("queue.nats")),
    top("Compat", Meaning::As("compat")),
    top("TLSCertificateFile", Meaning::As("tls.certificate_file")),
    top("TLSKeyFile", Meaning::As("tls.key_file")),
    top("TLSClientAuthoritiesFile", Meaning::As("tls.clients.authorities_file")),
    top("TLSClientCertificateRequired", Meaning::As("tls.clients.required")),
    top("Callers", Meaning::Targets("caller", Spelling::Caller)),
    top("SignatureWindowSec", Meaning::Secs("signature_window_secs")),
    Key { section: Spelling::Caller, name: "Keys", meaning: Meaning::Targets("key", Spelling::CallerKey) },
    apple("Type", Meaning::As("name")),
    apple("ApplePushUseDevelopment", Meaning::Development),
    apple("ApplePushCertPrivate", Meaning::As("certificate_file")),
    apple("ApplePushCertPassword", Meaning::As("certificate_password")),
    apple("ApplePushTopic", Meaning::As("topic")),
    apple("AppleAuthKeyFile", Meaning::As("key_file")),
    apple("AppleAuthKeyID", Meaning::As("key_id")),
    apple("AppleTeamID", Meaning::As("team_id")),
    android("Type", Meaning::As("name")),
    android("ServiceFileLocation", Meaning::As("service_account_file")),
    android("AndroidApiKey", Meaning::Idle("it is for a service that Google has ended; remove it")),
    web_push("Type", Meaning::As("name")),
    web_push("RequestTimeout", Meaning::Millis("request_timeout_ms")),
    web_push("VAPIDPublicKey", Meaning::As("vapid_public_key")),
    web_push("VAPIDPrivateKey", Meaning::As("vapid_private_key")),
    web_push("Subscriber", Meaning::As("contact")),
    web_push("AllowedHosts", Meaning::As("allowed_hosts")),
    web_push("MaxErrorBodyBytes", Meaning::Idle("what push servers answer is thrown away")),
    web_push("TTLSeconds", Meaning::Secs("max_ttl_secs")),
    web_push("AdditionalBlockedCIDRs", Meaning::As("blocked_networks")),
];
