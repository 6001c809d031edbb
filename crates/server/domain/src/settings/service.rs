use serde::{Deserialize, Serialize};

/// `ServiceSettings`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ServiceSettings {
    /// Where people reach the server; empty until somebody says it. Origins of `WebSockets` are compared with it.
    #[serde(rename = "SiteURL")]
    pub site_url: String,
    /// Where apps open their WebSocket; empty for the site's address.
    #[serde(rename = "WebsocketURL")]
    pub websocket_url: String,
    /// How long a session of a browser lasts.
    pub session_length_web_in_hours: u32,
    /// How long a session of a phone lasts.
    pub session_length_mobile_in_hours: u32,
    /// How long a session lasts that came from another provider.
    #[serde(rename = "SessionLengthSSOInHours")]
    pub session_length_sso_in_hours: u32,
    /// After how long without activity a browser's session ends; 0 is never. Phones and extended sessions are exempt.
    pub session_idle_timeout_in_minutes: u32,
    /// Whether activity extends sessions.
    pub extend_session_length_with_activity: bool,
    /// Whether a new password ends the user's other sessions.
    pub terminate_sessions_on_password_change: bool,
    /// Wrong passwords until an account is locked.
    pub maximum_login_attempts: i64,
    /// `disabled`, `default_off`, `default_on`, `always_on`.
    pub collapsed_threads: String,
    /// Whether people follow threads they write in or are named in.
    pub thread_auto_follow: bool,
    /// Whether webhooks may use other names than their own.
    pub enable_post_username_override: bool,
    /// Whether webhooks may use other pictures than their own.
    pub enable_post_icon_override: bool,
    /// Whether posts may be important or urgent.
    pub post_priority: bool,
    /// Whether posts may ask their readers to acknowledge them.
    pub post_acknowledgements: bool,
    /// Whether people may make emoji.
    pub enable_custom_emoji: bool,
    /// Whether apps say that somebody is typing.
    pub enable_user_typing_messages: bool,
    /// How often they say it at most.
    pub time_between_user_typing_updates_milliseconds: i64,
    /// Whether a user's other apps hear that a channel was read.
    pub enable_channel_viewed_messages: bool,
    /// Whether there is presence at all.
    pub enable_user_statuses: bool,
    /// Whether links are previewed.
    pub enable_link_previews: bool,
    /// Whether links to posts are previewed.
    pub enable_permalink_previews: bool,
    /// Whether the CSRF header is needed even from scripts.
    #[serde(rename = "ExperimentalStrictCSRFEnforcement")]
    pub experimental_strict_csrf_enforcement: bool,
    /// Whether refusals say more than users need.
    pub enable_developer: bool,
    /// Other origins that may open `WebSockets` and whose pages may read answers, separated by blanks; `*` for all.
    pub allow_cors_from: String,
    /// Headers of answers that pages of those origins may read, separated by blanks.
    pub cors_exposed_headers: String,
    /// Whether pages of those origins may send cookies. Not with `*`: then every page could act for whoever looks at it.
    pub cors_allow_credentials: bool,
    /// Whether people may invite others to their teams by mail. Needs a mail server in the server's configuration.
    pub enable_email_invitations: bool,
    /// Whether browsers are told to ask by TLS only from now on.
    #[serde(rename = "TLSStrictTransport")]
    pub tls_strict_transport: bool,
    /// For how many seconds they are to remember that.
    #[serde(rename = "TLSStrictTransportMaxAge")]
    pub tls_strict_transport_max_age: i64,
    /// How long a post may be edited, in seconds; −1 for ever.
    pub post_edit_time_limit: i64,
    /// Whether a second factor may be used.
    pub enable_multifactor_authentication: bool,
    /// Whether people may make access tokens.
    pub enable_user_access_tokens: bool,
    /// Whether bots may be made.
    pub enable_bot_account_creation: bool,
    /// Whether somebody's bots are switched off with their owner.
    pub disable_bots_when_owner_is_deactivated: bool,
    /// Whether other programs may post through incoming webhooks.
    pub enable_incoming_webhooks: bool,
    /// Hosts, addresses and networks inside this server's own network that programs behind buttons and dialogs may be
    /// at, separated by blanks or commas. All others inside are never asked.
    pub allowed_untrusted_internal_connections: String,
}

impl Default for ServiceSettings {
    fn default() -> Self {
        Self {
            site_url: String::new(),
            websocket_url: String::new(),
            session_length_web_in_hours: 720,
            session_length_mobile_in_hours: 720,
            session_length_sso_in_hours: 720,
            session_idle_timeout_in_minutes: 43_200,
            extend_session_length_with_activity: true,
            terminate_sessions_on_password_change: true,
            maximum_login_attempts: 10,
            collapsed_threads: "always_on".to_owned(),
            thread_auto_follow: true,
            enable_post_username_override: false,
            enable_post_icon_override: false,
            post_priority: true,
            post_acknowledgements: false,
            enable_custom_emoji: true,
            enable_user_typing_messages: true,
            time_between_user_typing_updates_milliseconds: 5000,
            enable_channel_viewed_messages: true,
            enable_user_statuses: true,
            enable_link_previews: false,
            enable_permalink_previews: true,
            experimental_strict_csrf_enforcement: false,
            enable_developer: false,
            allow_cors_from: String::new(),
            cors_exposed_headers: String::new(),
            cors_allow_credentials: false,
            enable_email_invitations: false,
            tls_strict_transport: false,
            tls_strict_transport_max_age: 63_072_000,
            post_edit_time_limit: -1,
            enable_multifactor_authentication: false,
            enable_user_access_tokens: false,
            enable_bot_account_creation: false,
            disable_bots_when_owner_is_deactivated: true,
            enable_incoming_webhooks: true,
            allowed_untrusted_internal_connections: String::new(),
        }
    }
}
