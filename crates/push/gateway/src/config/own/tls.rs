//! `[tls]`.

use countersign_ingress::{ClientCertificates, TlsFiles};
use serde::Deserialize;

use crate::config::sources::Files;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    certificate_file: String,
    key_file: String,
    #[serde(default)]
    tls13_only: bool,
    clients: Option<Clients>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clients {
    authorities_file: String,
    revocations_file: Option<String>,
    #[serde(default)]
    required: bool,
}

pub(super) fn tls(section: &Tls, files: &Files) -> TlsFiles {
    let client = section.clients.as_ref().map(|clients| ClientCertificates {
        authorities_file: files.path(&clients.authorities_file),
        revocations_file: clients.revocations_file.as_deref().map(|name| files.path(name)),
        required: clients.required,
    });
    let paths = TlsFiles::new(files.path(&section.certificate_file), files.path(&section.key_file));
    TlsFiles { client, tls13_only: section.tls13_only, ..paths }
}
