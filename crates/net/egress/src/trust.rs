use std::sync::Arc;

use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier, version};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

/// Whom to trust.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Whether the operating system's roots count. Default: yes.
    pub system_roots: bool,
    /// Further roots: certificates in PEM, any number of them in one text. Default: none.
    pub extra_roots_pem: Vec<u8>,
}

impl Default for Trust {
    fn default() -> Self {
        Self { system_roots: true, extra_roots_pem: Vec::new() }
    }
}

impl Trust {
    /// Trusts these certificates and no others: a simulator's authority, or a pinned one.
    pub fn only(roots_pem: impl Into<Vec<u8>>) -> Self {
        Self { system_roots: false, extra_roots_pem: roots_pem.into() }
    }
}

/// The certificate and key a client shows.
#[derive(Debug)]
pub struct ClientIdentity {
    /// The certificate, then those that signed it.
    pub chain: Vec<CertificateDer<'static>>,
    /// Its key.
    pub key: PrivateKeyDer<'static>,
}

impl Clone for ClientIdentity {
    fn clone(&self) -> Self {
        Self { chain: self.chain.clone(), key: self.key.clone_key() }
    }
}

/// Why TLS cannot be set up.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TlsError {
    /// The text with further roots holds something that is no certificate.
    #[error("the extra roots are not certificates in PEM")]
    BadRoots,
    /// Neither the system nor the settings name a root.
    #[error("there is no trusted root: the system has none and none is configured")]
    NoRoots,
    /// Certificate and key do not belong together, or the key is of a kind that cannot sign.
    #[error("the client certificate cannot be used: {0}")]
    BadIdentity(String),
}

/// TLS settings for clients: TLS 1.2 and 1.3, the given trust, optionally a client certificate. The protocol to speak
/// (ALPN) is added by who connects.
///
/// # Errors
/// Unreadable roots, no roots at all, or an unusable client certificate.
///
/// # Panics
/// Never: the provider has cipher suites for both versions.
pub fn client_tls(trust: &Trust, identity: Option<ClientIdentity>) -> Result<Arc<ClientConfig>, TlsError> {
    let builder = builder().with_root_certificates(roots(trust)?);
    let config = match identity {
        None => builder.with_no_client_auth(),
        Some(identity) => builder
            .with_client_auth_cert(identity.chain, identity.key)
            .map_err(|error| TlsError::BadIdentity(error.to_string()))?,
    };
    Ok(Arc::new(config))
}

/// Settings with which no handshake succeeds, for services spoken to in clear.
pub(crate) fn trust_nobody() -> Arc<ClientConfig> {
    Arc::new(builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

fn builder() -> ConfigBuilder<ClientConfig, WantsVerifier> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .expect("ring has cipher suites for TLS 1.2 and 1.3")
}

fn roots(trust: &Trust) -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    if trust.system_roots {
        // Single bad files in a system's store are common; what is readable counts.
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    for certificate in CertificateDer::pem_slice_iter(&trust.extra_roots_pem) {
        store.add(certificate.map_err(|_| TlsError::BadRoots)?).map_err(|_| TlsError::BadRoots)?;
    }
    if store.is_empty() { Err(TlsError::NoRoots) } else { Ok(store) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_root_at_all_is_an_error() {
        assert!(matches!(client_tls(&Trust::only(""), None), Err(TlsError::NoRoots)));
    }

    #[test]
    fn a_root_that_is_no_certificate_is_an_error() {
        let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(client_tls(&Trust::only(pem), None), Err(TlsError::BadRoots)));
    }
}
