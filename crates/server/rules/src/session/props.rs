use std::collections::BTreeMap;

use crate::session::user_agent::UserAgent;

/// How a session came about.
#[derive(Clone, Copy, Debug)]
pub struct SessionOrigin<'a> {
    /// The client.
    pub user_agent: UserAgent<'a>,
    /// Whether it is a phone's: see [`super::SessionKind`].
    pub is_mobile: bool,
    /// Whether the user signed in through SAML.
    pub is_saml: bool,
    /// Whether the user signed in through OAuth or `OpenID` Connect.
    pub is_oauth_user: bool,
    /// Whether the user is a guest.
    pub is_guest: bool,
    /// A fresh CSRF token.
    pub csrf: &'a str,
}

/// The props a session starts with.
pub fn session_props(origin: &SessionOrigin<'_>) -> BTreeMap<String, String> {
    let agent = origin.user_agent;
    let flag = |set: bool| set.to_string();
    [
        ("browser", agent.browser()),
        ("csrf", origin.csrf.to_owned()),
        ("isMobile", flag(origin.is_mobile)),
        ("isOAuthUser", flag(origin.is_oauth_user)),
        ("isSaml", flag(origin.is_saml)),
        ("is_guest", flag(origin.is_guest)),
        ("os", agent.os().to_owned()),
        ("platform", agent.platform().to_owned()),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}
