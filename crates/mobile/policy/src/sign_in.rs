use countersign_appconfig::ManagedSettings;

/// What the sign-in screen starts with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInOffer {
    /// The server's address, filled in for the user.
    pub server_url: Option<String>,
    /// The user name, filled in for the user.
    pub username: Option<String>,
    /// Whether the address is fixed: another server is not allowed and an address is given.
    pub server_locked: bool,
}

/// What the sign-in screen starts with: managed values first, then the address used last on this device.
pub fn sign_in_offer(managed: &ManagedSettings, last_server_url: Option<&str>) -> SignInOffer {
    SignInOffer {
        server_url: managed.server_url.clone().or_else(|| last_server_url.map(str::to_owned)),
        username: managed.username.clone(),
        server_locked: is_locked(managed),
    }
}

/// Whether this server may be used. The scheme, letter case and trailing slashes make no difference.
pub fn may_use_server(managed: &ManagedSettings, url: &str) -> bool {
    match &managed.server_url {
        Some(only) if is_locked(managed) => bare(only) == bare(url),
        _ => true,
    }
}

fn is_locked(managed: &ManagedSettings) -> bool {
    !managed.allow_other_servers && managed.server_url.is_some()
}

fn bare(url: &str) -> String {
    let url = url.trim().to_ascii_lowercase();
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(&url);
    rest.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn managed(url: Option<&str>, allow_other_servers: bool) -> ManagedSettings {
        ManagedSettings { server_url: url.map(str::to_owned), allow_other_servers, ..ManagedSettings::default() }
    }

    #[test]
    fn the_address_is_fixed_only_when_there_is_one() {
        assert!(sign_in_offer(&managed(Some("https://a"), false), None).server_locked);
        assert!(!sign_in_offer(&managed(None, false), None).server_locked);
        assert!(!sign_in_offer(&managed(Some("https://a"), true), None).server_locked);
    }

    #[test]
    fn a_fixed_address_admits_only_itself() {
        let fixed = managed(Some("https://chat.example.com/team"), false);
        for (url, allowed) in [
            ("https://chat.example.com/team/", true),
            ("http://CHAT.example.com/team", true),
            ("https://chat.example.com", false),
            ("https://chat.example.com.evil.org/team", false),
        ] {
            assert_eq!(may_use_server(&fixed, url), allowed, "{url}");
        }
        assert!(may_use_server(&managed(Some("https://a"), true), "https://b"));
    }

    #[test]
    fn managed_values_come_before_remembered_ones() {
        let offer = sign_in_offer(&managed(Some("https://a"), true), Some("https://b"));
        assert_eq!(offer.server_url.as_deref(), Some("https://a"));
        assert_eq!(sign_in_offer(&managed(None, true), Some("https://b")).server_url.as_deref(), Some("https://b"));
    }
}
