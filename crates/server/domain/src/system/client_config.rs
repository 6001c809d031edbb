mod derived;
mod full;
mod limited;

use std::collections::BTreeMap;

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    version::{BUILD, VERSION},
};

/// What an app needs to know about the server: all names and values for who is signed in, and those needed before for
/// everybody. What a phone must protect itself by is always among them.
///
/// # Errors
/// The store does not work.
pub async fn client_config(domain: &Domain, caller: Option<&Caller>) -> Result<BTreeMap<String, String>> {
    let no_accounts = caller.is_none() && !domain.store().has_users().await?;
    Ok(whole(domain, caller.is_some(), no_accounts))
}

/// The same for an event: everybody who hears events is signed in.
pub(super) fn client_config_for_event(domain: &Domain) -> BTreeMap<String, String> {
    whole(domain, true, false)
}

fn whole(domain: &Domain, is_signed_in: bool, no_accounts: bool) -> BTreeMap<String, String> {
    let settings = domain.settings();
    let fixed = limited::LIMITED.iter().chain(full::FULL.iter().filter(|_| is_signed_in));
    let mut config: BTreeMap<String, String> =
        fixed.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut put = |name: &str, value: String| drop(config.insert(name.to_owned(), value));
    derived::limited(&settings, &mut put);
    identity(domain, &mut put);
    put("NoAccounts", no_accounts.to_string());
    if is_signed_in {
        derived::full(&settings, &mut put);
        put("SQLDriverName", domain.database().to_owned());
        put("InstallationDate", domain.identity().installed_at.0.to_string());
    }
    config
}

fn identity(domain: &Domain, put: &mut impl FnMut(&str, String)) {
    let identity = domain.identity();
    put("DiagnosticId", identity.server_id.to_string());
    put("TelemetryId", identity.server_id.to_string());
    put("AsymmetricSigningPublicKey", identity.signer.public_key());
    put("Version", VERSION.to_owned());
    put("BuildNumber", BUILD.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    fn names(is_signed_in: bool) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let settings = Settings::default();
        let mut put = |name: &str, _: String| names.push(name.to_owned());
        derived::limited(&settings, &mut put);
        if is_signed_in {
            derived::full(&settings, &mut put);
        }
        names
    }

    #[test]
    fn nothing_is_said_twice() {
        let mut all = names(true);
        let fixed = limited::LIMITED.iter().chain(full::FULL).map(|(name, _)| (*name).to_owned());
        all.extend(fixed);
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn phones_learn_how_to_protect_themselves_before_anybody_signs_in() {
        let names = names(false);
        for name in ["MobileEnableBiometrics", "MobilePreventScreenCapture", "MobileJailbreakProtection"] {
            assert!(names.iter().any(|found| found == name), "{name}");
        }
    }
}
