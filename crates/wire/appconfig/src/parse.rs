use std::time::Duration;

use serde_json::Value;

use crate::{Key, KeyId, ManagedSettings, Problem, ProblemKind};

/// Below this a time-out is taken for seconds: the published template says `30` where the app means milliseconds.
const SMALLEST_MS: u64 = 1000;

impl ManagedSettings {
    /// Reads what the device was given: an object of texts, or of native booleans and numbers. Anything else, `null`
    /// included, is an unmanaged device. Never fails: entries that make no sense are reported in
    /// [`ManagedSettings::problems`] and replaced by the stricter value or the default.
    pub fn parse(given: &Value) -> Self {
        let mut settings = Self::default();
        let Some(entries) = given.as_object() else { return settings };
        let mut entries: Vec<_> = entries.iter().filter(|(_, value)| !value.is_null()).collect();
        entries.sort_by_key(|(name, _)| name.as_str());
        settings.managed = !entries.is_empty();
        for (name, value) in entries {
            settings.take(name, value);
        }
        settings
    }

    fn take(&mut self, name: &str, value: &Value) {
        let Some(key) = Key::find(name) else { return self.report(name, ProblemKind::UnknownKey) };
        if key.deprecated.is_some() {
            self.report(name, ProblemKind::Deprecated);
        }
        let before = self.provenance.contains_key(&key.id).then(|| self.clone());
        match key.id {
            KeyId::InAppPinCode => self.in_app_pin_code |= self.boolean(name, value, true),
            KeyId::BlurApplicationScreen => self.blur_application_screen |= self.boolean(name, value, true),
            KeyId::JailbreakProtection => self.jailbreak_protection |= self.boolean(name, value, true),
            KeyId::CopyAndPasteProtection => self.copy_and_paste_protection |= self.boolean(name, value, true),
            KeyId::AllowOtherServers => self.allow_other_servers &= self.boolean(name, value, false),
            KeyId::UseVpn => self.use_vpn |= self.boolean(name, value, false),
            KeyId::InAppSessionAuth => self.in_app_session_auth = Some(self.boolean(name, value, false)),
            KeyId::ServerUrl => self.server_url = self.url(name, value),
            KeyId::ServerName => self.server_name = self.text(name, value),
            KeyId::Username => self.username = self.text(name, value),
            KeyId::Vendor => {
                if let Some(vendor) = self.text(name, value) {
                    self.vendor = vendor;
                }
            }
            KeyId::TimeoutVpn => self.vpn_timeout = self.milliseconds(name, value).unwrap_or(self.vpn_timeout),
            KeyId::Timeout => self.request_timeout = self.milliseconds(name, value).unwrap_or(self.request_timeout),
        }
        if before.is_some_and(|before| before.switches() != self.switches()) {
            self.report(name, ProblemKind::Contradiction);
        }
        self.provenance.entry(key.id).or_insert_with(|| name.to_owned());
    }

    fn switches(&self) -> [bool; 6] {
        [
            self.in_app_pin_code,
            self.blur_application_screen,
            self.jailbreak_protection,
            self.copy_and_paste_protection,
            self.allow_other_servers,
            self.use_vpn,
        ]
    }

    fn report(&mut self, name: &str, kind: ProblemKind) {
        self.problems.push(Problem { key: name.to_owned(), kind });
    }

    fn boolean(&mut self, name: &str, value: &Value, stricter: bool) -> bool {
        let read = match value {
            Value::Bool(given) => Some(*given),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => Some(true),
                "false" | "0" | "no" | "" => Some(false),
                _ => None,
            },
            Value::Number(number) => number.as_i64().filter(|n| matches!(n, 0 | 1)).map(|n| n == 1),
            _ => None,
        };
        read.unwrap_or_else(|| {
            self.report(name, ProblemKind::NotBoolean);
            stricter
        })
    }

    fn text(&mut self, name: &str, value: &Value) -> Option<String> {
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => {
                self.report(name, ProblemKind::NotText);
                return None;
            }
        };
        (!text.is_empty()).then_some(text)
    }

    fn url(&mut self, name: &str, value: &Value) -> Option<String> {
        let text = self.text(name, value)?;
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        if rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace)) {
            return Some(text.trim_end_matches('/').to_owned());
        }
        self.report(name, ProblemKind::NotUrl);
        None
    }

    fn milliseconds(&mut self, name: &str, value: &Value) -> Option<Duration> {
        let number = match value {
            Value::Number(number) => number.as_u64(),
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number {
            None | Some(0) => {
                self.report(name, ProblemKind::NotMilliseconds);
                None
            }
            Some(seconds) if seconds < SMALLEST_MS => {
                self.report(name, ProblemKind::ReadAsSeconds);
                Some(Duration::from_secs(seconds))
            }
            Some(ms) => Some(Duration::from_millis(ms)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn problems(given: &Value) -> Vec<ProblemKind> {
        ManagedSettings::parse(given).problems.into_iter().map(|problem| problem.kind).collect()
    }

    #[test]
    fn nothing_given_is_an_unmanaged_device() {
        for given in [json!({}), json!(null), json!([]), json!({"inAppPinCode": null})] {
            assert_eq!(ManagedSettings::parse(&given), ManagedSettings::default(), "{given}");
        }
    }

    #[test]
    fn booleans_are_read_in_any_form() {
        for given in [json!("true"), json!("True"), json!(" TRUE "), json!(true), json!(1), json!("1"), json!("yes")] {
            assert!(ManagedSettings::parse(&json!({"inAppPinCode": given})).in_app_pin_code);
        }
        for given in [json!("false"), json!(false), json!(0), json!("")] {
            assert!(!ManagedSettings::parse(&json!({"inAppPinCode": given})).in_app_pin_code);
        }
    }

    #[test]
    fn nonsense_falls_on_the_strict_side() {
        let settings = ManagedSettings::parse(&json!({"blurApplicationScreen": "maybe", "allowOtherServers": "maybe"}));
        assert!(settings.blur_application_screen && !settings.allow_other_servers);
        assert_eq!(settings.problems.len(), 2);
    }

    #[test]
    fn true_in_any_spelling_wins() {
        let settings = ManagedSettings::parse(&json!({"jailbreakProtection": "false", "jailBreakDetection": "true"}));
        assert!(settings.jailbreak_protection);
        let twice = json!({"jailBreakDetection": "false", "jailbreakProtection": "true"});
        assert_eq!(problems(&twice), [ProblemKind::Contradiction]);
    }

    #[test]
    fn small_time_outs_are_seconds() {
        let settings = ManagedSettings::parse(&json!({"timeoutVPN": "30", "timeout": 5000}));
        assert_eq!(settings.vpn_timeout, Duration::from_secs(30));
        assert_eq!(settings.request_timeout, Duration::from_secs(5));
        assert_eq!(problems(&json!({"timeoutVPN": "soon"})), [ProblemKind::NotMilliseconds]);
    }

    #[test]
    fn addresses_need_a_scheme_and_a_host() {
        let url = |given: &str| ManagedSettings::parse(&json!({"serverUrl": given})).server_url;
        assert_eq!(url("https://chat.example.com/"), Some("https://chat.example.com".to_owned()));
        for given in ["chat.example.com", "ftp://x", "https://", "javascript:alert(1)"] {
            assert_eq!(url(given), None, "{given}");
        }
    }

    #[test]
    fn the_published_template_is_read() {
        let settings = ManagedSettings::parse(&json!({
            "inAppPinCode": "true", "blurApplicationScreen": "true", "jailBreakDetection": "true",
            "copyAndPasteProtection": "false", "serverUrl": "https://chat.example.com", "allowOtherServers": "true",
            "username": "{emailAddress}", "vendor": "Mattermost", "useVPN": "false", "timeoutVPN": "30"
        }));
        assert!(settings.jailbreak_protection && settings.in_app_pin_code && settings.blur_application_screen);
        assert_eq!(settings.username.as_deref(), Some("{emailAddress}"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic_and_keeps_the_others(name: String, value: String) {
            let settings = ManagedSettings::parse(&json!({name: value, "vendor": "ACME"}));
            prop_assert!(settings.managed);
            prop_assert_eq!(settings.vendor, "ACME");
        }
    }
}
