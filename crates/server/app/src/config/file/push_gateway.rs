//! `[push_gateway]`.

use countersign_primitives::Secret;
use countersign_settings::{Files, Mistakes};
use serde::Deserialize;

use super::{trust, web_address};
use crate::config::ServerConfig;

/// Where pushes go.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct PushGateway {
    /// The push gateway's address. It is kept in the server's own settings (`PushNotificationServer`) at each start;
    /// without it they stay as they are.
    #[cfg_attr(test, schemars(example = &"https://push.example.com"))]
    url: Option<String>,
    /// The token that the gateway wants.
    #[cfg_attr(test, schemars(with = "Option<String>", example = &"secret"))]
    token: Option<Secret<String>>,
    /// A file that holds the token.
    token_file: Option<String>,
    /// Certificates in PEM to trust besides the system's when the gateway is reached over TLS.
    extra_roots_file: Option<String>,
}

impl PushGateway {
    pub(super) fn apply(self, config: &mut ServerConfig, files: &Files, mistakes: &mut Mistakes) {
        config.push_gateway_url = web_address(self.url, "push_gateway.url", mistakes);
        config.push_gateway_token =
            mistakes.secret(files, "push_gateway", "token", self.token, self.token_file.as_deref());
        config.trust = trust(self.extra_roots_file.as_deref(), "push_gateway.extra_roots_file", files, mistakes);
    }
}
