//! Where the site is, as its settings say.

use countersign_server_domain::domain::Domain;

/// Whether people reach it over TLS: cookies are kept off clear text then.
pub(crate) fn is_secure(domain: &Domain) -> bool {
    domain.settings().service_settings.site_url.starts_with("https://")
}
