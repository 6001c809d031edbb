use countersign_appconfig::ManagedSettings;

use crate::ServerPolicy;

/// How the screen's contents are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protection {
    /// Whether text may be copied and pasted.
    pub copy_allowed: bool,
    /// Whether screenshots and the app switcher's picture are prevented.
    pub screen_protected: bool,
}

/// Merges what the device's administrator and the server demand.
pub fn protection(managed: &ManagedSettings, server: Option<&ServerPolicy>) -> Protection {
    Protection {
        copy_allowed: !managed.copy_and_paste_protection,
        screen_protected: managed.blur_application_screen || server.is_some_and(|policy| policy.prevent_screen_capture),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_source_protects_the_screen() {
        for (managed, server, expected) in
            [(false, false, false), (true, false, true), (false, true, true), (true, true, true)]
        {
            let managed = ManagedSettings { blur_application_screen: managed, ..ManagedSettings::default() };
            let server = ServerPolicy { prevent_screen_capture: server, ..ServerPolicy::default() };
            assert_eq!(protection(&managed, Some(&server)).screen_protected, expected);
        }
    }
}
