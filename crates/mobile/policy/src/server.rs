/// What a server demands of phones: values of its client config. Booleans are on only when the text is exactly `true`.
///
/// Source: `mattermost/mattermost-mobile` `app/managers/security_manager`; server settings `NativeAppSettings`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerPolicy {
    /// `MobileEnableBiometrics`: the device's owner authenticates before anything shows.
    pub biometrics: bool,
    /// `MobileJailbreakProtection`: nothing shows on a jailbroken or rooted device.
    pub jailbreak_protection: bool,
    /// `MobilePreventScreenCapture`: no screenshots, no picture in the app switcher.
    pub prevent_screen_capture: bool,
    /// `SiteName`; `None` when absent or empty.
    pub site_name: Option<String>,
}

impl ServerPolicy {
    /// Reads the policy out of a client config; `get` answers the value of a key.
    pub fn read<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let on = |key: &str| get(key) == Some("true");
        Self {
            biometrics: on("MobileEnableBiometrics"),
            jailbreak_protection: on("MobileJailbreakProtection"),
            prevent_screen_capture: on("MobilePreventScreenCapture"),
            site_name: get("SiteName").filter(|name| !name.is_empty()).map(str::to_owned),
        }
    }

    /// The name in prompts: the site's, or what the incumbent falls back to.
    pub fn vendor(&self) -> &str {
        self.site_name.as_deref().unwrap_or("Mattermost")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_text_true_switches_on() {
        for (text, on) in [("true", true), ("True", false), ("1", false), ("", false), ("false", false)] {
            assert_eq!(ServerPolicy::read(|_| Some(text)).biometrics, on, "{text}");
        }
        assert_eq!(ServerPolicy::read(|_| None), ServerPolicy::default());
    }
}
