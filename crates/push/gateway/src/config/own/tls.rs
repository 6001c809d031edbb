//! `[tls]`.

use countersign_ingress::{ClientCertificates, TlsFiles};
use serde::Deserialize;

use crate::config::sources::{Files, Mistakes};

/// Certificate and key of the address where callers connect.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct Tls {
    /// The certificate, then those that signed it, in PEM. Required.
    #[cfg_attr(test, schemars(example = &"/etc/countersign-push/tls.pem"))]
    certificate_file: String,
    /// Its private key, in PEM. Required.
    #[cfg_attr(test, schemars(example = &"/etc/countersign-push/tls.key"))]
    key_file: String,
    /// Whether TLS 1.2 is refused.
    tls13_only: bool,
    /// Callers that show a certificate.
    clients: Option<Clients>,
}

/// Callers that show a certificate.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct Clients {
    /// Those whose signature on a caller's certificate counts, in PEM. Required.
    #[cfg_attr(test, schemars(example = &"/etc/countersign-push/callers-ca.pem"))]
    authorities_file: String,
    /// Certificates they took back, in PEM.
    revocations_file: Option<String>,
    /// Whether callers without a certificate are refused.
    required: bool,
}

pub(super) fn tls(section: &Tls, files: &Files, mistakes: &mut Mistakes) -> Option<TlsFiles> {
    if section.certificate_file.is_empty() && section.key_file.is_empty() {
        mistakes.add("tls.certificate_file", "missing: callers can only show certificates over TLS");
        return None;
    }
    mistakes.needed("tls", "certificate_file", &section.certificate_file);
    mistakes.needed("tls", "key_file", &section.key_file);
    let client = section.clients.as_ref().map(|clients| {
        mistakes.needed("tls.clients", "authorities_file", &clients.authorities_file);
        ClientCertificates {
            authorities_file: files.path(&clients.authorities_file),
            revocations_file: clients.revocations_file.as_deref().map(|name| files.path(name)),
            required: clients.required,
        }
    });
    let paths = TlsFiles::new(files.path(&section.certificate_file), files.path(&section.key_file));
    Some(TlsFiles { client, tls13_only: section.tls13_only, ..paths })
}
