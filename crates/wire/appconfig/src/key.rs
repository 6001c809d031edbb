//! The key table.
//!
//! Source: the AppConfig table of `mattermost/docs` `source/deployment-guide/mobile/deploy-mobile-apps-using-emm-provider.rst`
//! and its `source/samples/mattermost-specfile.xml`; the spelling the incumbent's app really reads is in
//! `mattermost/mattermost-mobile` `app/init/managed_app.ts`.

use serde::Serialize;

/// What a value may be. On the wire every value is a text; native booleans and numbers are accepted too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// `true` or `false`, any letter case.
    Boolean,
    /// A whole number of milliseconds.
    Milliseconds,
    /// An `https://` or `http://` address.
    Url,
    /// Any text.
    Text,
}

/// On which platforms a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Platforms {
    /// On iPhones and iPads.
    pub ios: bool,
    /// On Android (work profile).
    pub android: bool,
}

/// Names a key in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum KeyId {
    /// `inAppPinCode`
    InAppPinCode,
    /// `blurApplicationScreen`
    BlurApplicationScreen,
    /// `jailbreakProtection`
    JailbreakProtection,
    /// `copyAndPasteProtection`
    CopyAndPasteProtection,
    /// `serverUrl`
    ServerUrl,
    /// `serverName`
    ServerName,
    /// `allowOtherServers`
    AllowOtherServers,
    /// `username`
    Username,
    /// `useVPN`
    UseVpn,
    /// `timeoutVPN`
    TimeoutVpn,
    /// `vendor`
    Vendor,
    /// `inAppSessionAuth`
    InAppSessionAuth,
    /// `timeout`
    Timeout,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Key {
    /// The key in code.
    pub id: KeyId,
    /// The spelling to write.
    pub name: &'static str,
    /// Other spellings that are read. All spellings are read in any letter case.
    pub aliases: &'static [&'static str],
    /// What its value may be.
    pub value: ValueType,
    /// The value when it is absent, as a text; `None` when there is no value then.
    pub default: Option<&'static str>,
    /// Where it works.
    pub platforms: Platforms,
    /// What it does, for administrators.
    pub meaning: &'static str,
    /// Why it should no longer be used, if so.
    pub deprecated: Option<&'static str>,
    /// Whether the published AppConfig table lists it.
    pub documented: bool,
}

const BOTH: Platforms = Platforms { ios: true, android: true };
const IOS: Platforms = Platforms { ios: true, android: false };

const fn key(
    id: KeyId,
    name: &'static str,
    value: ValueType,
    default: Option<&'static str>,
    meaning: &'static str,
) -> Key {
    Key { id, name, aliases: &[], value, default, platforms: BOTH, meaning, deprecated: None, documented: true }
}

/// Every key, in the order of the published table.
pub const KEYS: &[Key] = &[
    key(
        KeyId::InAppPinCode,
        "inAppPinCode",
        ValueType::Boolean,
        Some("false"),
        "Ask for fingerprint, face or passcode when the app opens and after five minutes in the background.",
    ),
    key(
        KeyId::BlurApplicationScreen,
        "blurApplicationScreen",
        ValueType::Boolean,
        Some("false"),
        "Hide the app's contents in the app switcher, and prevent screenshots and screen recording.",
    ),
    Key {
        // The published table and template spell it in two ways that the incumbent's app never reads.
        aliases: &["jailbreakDetection", "jailBreakDetection"],
        ..key(
            KeyId::JailbreakProtection,
            "jailbreakProtection",
            ValueType::Boolean,
            Some("false"),
            "Refuse to run on jailbroken or rooted devices.",
        )
    },
    key(
        KeyId::CopyAndPasteProtection,
        "copyAndPasteProtection",
        ValueType::Boolean,
        Some("false"),
        "Disable copying from and pasting into the app.",
    ),
    key(KeyId::ServerUrl, "serverUrl", ValueType::Url, None, "The server's address, filled in for the user."),
    key(KeyId::ServerName, "serverName", ValueType::Text, None, "The server's display name, filled in for the user."),
    key(
        KeyId::AllowOtherServers,
        "allowOtherServers",
        ValueType::Boolean,
        Some("true"),
        "Allow servers other than the configured one.",
    ),
    key(KeyId::Username, "username", ValueType::Text, None, "The user name or e-mail address to sign in with."),
    Key {
        platforms: IOS,
        ..key(
            KeyId::UseVpn,
            "useVPN",
            ValueType::Boolean,
            Some("false"),
            "Wait for the per-app VPN before the first request.",
        )
    },
    Key {
        platforms: IOS,
        ..key(
            KeyId::TimeoutVpn,
            "timeoutVPN",
            ValueType::Milliseconds,
            Some("30000"),
            "How long the first request waits for the VPN, in milliseconds.",
        )
    },
    key(
        KeyId::Vendor,
        "vendor",
        ValueType::Text,
        Some("Mattermost"),
        "Who deploys the app: named when it asks for a passcode or refuses to run.",
    ),
    Key {
        deprecated: Some("use the server's MobileExternalBrowser setting; read only when the server does not send it"),
        ..key(
            KeyId::InAppSessionAuth,
            "inAppSessionAuth",
            ValueType::Boolean,
            Some("false"),
            "Sign in with SSO inside the app instead of an external browser.",
        )
    },
    Key {
        documented: false,
        ..key(
            KeyId::Timeout,
            "timeout",
            ValueType::Milliseconds,
            Some("10000"),
            "How long a request may take, in milliseconds.",
        )
    },
];

impl Key {
    /// Finds a key by any of its spellings, in any letter case.
    pub fn find(name: &str) -> Option<&'static Key> {
        KEYS.iter()
            .find(|key| key.name.eq_ignore_ascii_case(name) || key.aliases.iter().any(|a| a.eq_ignore_ascii_case(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twelve_published_keys_are_there() {
        let published: Vec<_> = KEYS.iter().filter(|key| key.documented).map(|key| key.name).collect();
        assert_eq!(
            published,
            [
                "inAppPinCode",
                "blurApplicationScreen",
                "jailbreakProtection",
                "copyAndPasteProtection",
                "serverUrl",
                "serverName",
                "allowOtherServers",
                "username",
                "useVPN",
                "timeoutVPN",
                "vendor",
                "inAppSessionAuth"
            ]
        );
    }

    #[test]
    fn all_three_spellings_of_the_jailbreak_key_are_one() {
        for name in ["jailbreakDetection", "jailBreakDetection", "jailbreakProtection", "JAILBREAKPROTECTION"] {
            assert_eq!(Key::find(name).unwrap().id, KeyId::JailbreakProtection, "{name}");
        }
    }
}
