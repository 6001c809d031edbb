use std::time::Duration;

/// What a session is for, which decides how long it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SessionKind {
    /// An app on a phone: it gave a device id, its user agent says so, or it signed in through a provider for one.
    Mobile,
    /// A browser that signed in through a provider.
    Sso,
    /// Any other.
    Web,
    /// A personal access token's.
    AccessToken,
}

impl SessionKind {
    /// The kind of a session by what is known at sign-in.
    pub fn of(has_device: bool, mobile_agent: bool, through_provider: bool) -> Self {
        match (has_device || mobile_agent, through_provider) {
            (true, _) => Self::Mobile,
            (false, true) => Self::Sso,
            (false, false) => Self::Web,
        }
    }
}

/// How long sessions live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLengths {
    /// `SessionLengthMobileInHours`; 720 hours by default.
    pub mobile: Duration,
    /// `SessionLengthWebInHours`; 720 hours by default.
    pub web: Duration,
    /// `SessionLengthSSOInHours`; 720 hours by default.
    pub sso: Duration,
}

impl Default for SessionLengths {
    fn default() -> Self {
        let month = Duration::from_hours(720);
        Self { mobile: month, web: month, sso: month }
    }
}

impl SessionLengths {
    /// The length of a kind. Access tokens live a hundred years.
    pub fn of(&self, kind: SessionKind) -> Duration {
        match kind {
            SessionKind::Mobile => self.mobile,
            SessionKind::Sso => self.sso,
            SessionKind::Web => self.web,
            SessionKind::AccessToken => Duration::from_hours(100 * 365 * 24),
        }
    }
}
