/// Who looks at a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Viewer {
    /// The user.
    Own,
    /// Somebody who may manage the system.
    Administrator,
    /// Anybody else.
    Other,
}

/// The privacy settings of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrivacySettings {
    /// `ShowEmailAddress`; true by default.
    pub show_email: bool,
    /// `ShowFullName`; true by default.
    pub show_full_name: bool,
}

impl Default for PrivacySettings {
    fn default() -> Self {
        Self { show_email: true, show_full_name: true }
    }
}

/// What of a profile is shown. Passwords and secrets of the second factor never are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileView {
    /// E-mail address, else empty.
    pub email: bool,
    /// First and last name, else empty.
    pub full_name: bool,
    /// Identity at another provider, else empty.
    pub auth_data: bool,
    /// Notification settings, wrong attempts, times of password and activity, whether a second factor is active; else
    /// left out.
    pub private: bool,
}

/// What somebody sees of a profile.
pub fn profile_view(viewer: Viewer, settings: PrivacySettings) -> ProfileView {
    let all = viewer != Viewer::Other;
    ProfileView {
        email: all || settings.show_email,
        full_name: all || settings.show_full_name,
        auth_data: viewer == Viewer::Administrator,
        private: all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_see_what_the_server_lets_them() {
        let hidden = PrivacySettings { show_email: false, show_full_name: false };
        let other = profile_view(Viewer::Other, hidden);
        assert_eq!(other, ProfileView { email: false, full_name: false, auth_data: false, private: false });
        let own = profile_view(Viewer::Own, hidden);
        assert!(own.email && own.full_name && own.private && !own.auth_data);
    }
}
