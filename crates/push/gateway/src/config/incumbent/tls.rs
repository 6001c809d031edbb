//! Keys for TLS: the incumbent has none.

use countersign_ingress::{ClientCertificates, TlsFiles};

use super::Section;
use crate::config::sources::Files;

pub(super) fn tls(root: &mut Section, files: &Files) -> Option<TlsFiles> {
    let certificate = root.text("TLSCertificateFile", "");
    let key = root.text("TLSKeyFile", "");
    let authorities = root.text("TLSClientAuthoritiesFile", "");
    let required = root.flag("TLSClientCertificateRequired");
    if certificate.is_empty() && key.is_empty() {
        if !authorities.is_empty() || required {
            root.mistake("TLSCertificateFile", "missing: callers can only show certificates over TLS");
        }
        return None;
    }
    if certificate.is_empty() || key.is_empty() {
        root.mistake("TLSCertificateFile", "expected TLSCertificateFile and TLSKeyFile together");
    }
    if required && authorities.is_empty() {
        root.mistake("TLSClientAuthoritiesFile", "missing: whose certificates callers must show");
    }
    let client = (!authorities.is_empty()).then(|| ClientCertificates {
        authorities_file: files.path(&authorities),
        revocations_file: None,
        required,
    });
    Some(TlsFiles { client, ..TlsFiles::new(files.path(&certificate), files.path(&key)) })
}
