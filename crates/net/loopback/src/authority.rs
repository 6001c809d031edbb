use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use rustls::{RootCertStore, ServerConfig, server::WebPkiClientVerifier};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

/// A certificate authority made for one test.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate and its key, both in PEM (the key as PKCS#8).
#[derive(Clone, Debug)]
pub struct Identity {
    /// The certificate.
    pub certificate_pem: String,
    /// The key.
    pub key_pem: String,
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    /// A fresh authority.
    ///
    /// # Panics
    /// When no key can be made.
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        params.distinguished_name.push(DnType::CommonName, "loopback authority");
        let key = KeyPair::generate().expect("the system gives entropy");
        Self { issuer: CertifiedIssuer::self_signed(params, key).expect("the parameters are complete") }
    }

    /// Its certificate in PEM: what a client must trust.
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// A certificate for these names or addresses.
    ///
    /// # Panics
    /// When a name is none.
    pub fn issue(&self, names: &[&str]) -> Identity {
        self.issue_with(names, |_| {})
    }

    /// The same, with the parameters changed: dates, subject.
    ///
    /// # Panics
    /// When a name is none.
    pub fn issue_with(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let names = names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut params = CertificateParams::new(names).expect("the names are valid");
        change(&mut params);
        let key = KeyPair::generate().expect("the system gives entropy");
        let certificate = params.signed_by(&key, &self.issuer).expect("the parameters are complete");
        Identity { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() }
    }

    /// Server settings with a certificate for `name`, speaking these protocols; with `clients` a client certificate of
    /// this authority is required.
    ///
    /// # Panics
    /// When the name is none.
    pub fn server(&self, name: &str, protocols: &[&str], clients: bool) -> Arc<ServerConfig> {
        let identity = self.issue(&[name, "localhost", "127.0.0.1"]);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("ring has cipher suites for the default versions");
        let builder = if clients {
            let mut roots = RootCertStore::empty();
            roots.add(certificate(&self.pem())).expect("the authority's certificate is one");
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().expect("there is a root"))
        } else {
            builder.with_no_client_auth()
        };
        let key = PrivateKeyDer::from_pem_slice(identity.key_pem.as_bytes()).expect("the key was just made");
        let mut config = builder
            .with_single_cert(vec![certificate(&identity.certificate_pem)], key)
            .expect("certificate and key were made together");
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        Arc::new(config)
    }
}

fn certificate(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).expect("the certificate was just made")
}
