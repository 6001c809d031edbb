use rustls::pki_types::CertificateDer;
use x509_parser::{
    asn1_rs::{Any, FromDer, Oid, Sequence},
    prelude::X509Certificate,
};

use countersign_wire_vendor::apns::{Environment, Reason};

use crate::credentials::{APPLE_DEVELOPMENT_PREFIX, TOPICS_EXTENSION};

const UID: &str = "0.9.2342.19200300.100.1.1";

/// A sender known by its certificate. That the certificate is good was checked in the TLS handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CertificateIdentity {
    /// Topics it may send to; the first is used when a push names none. Empty: it is for no app.
    pub(super) topics: Vec<String>,
    pub(super) development_only: bool,
}

impl CertificateIdentity {
    /// Reads a certificate.
    pub(super) fn read(certificate: &CertificateDer<'_>) -> Self {
        let Ok((_, parsed)) = X509Certificate::from_der(certificate) else {
            return Self { topics: Vec::new(), development_only: false };
        };
        let subject = parsed.subject();
        let name = subject.iter_common_name().next().and_then(|name| name.as_str().ok()).unwrap_or_default();
        let uid = subject.iter_attributes().find(|attribute| attribute.attr_type().to_id_string() == UID);
        let mut topics: Vec<_> = uid.and_then(|uid| uid.as_str().ok()).map(str::to_owned).into_iter().collect();
        for topic in listed_topics(&parsed) {
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        Self { topics, development_only: name.starts_with(APPLE_DEVELOPMENT_PREFIX) }
    }

    /// Whether it may send in an environment at all.
    pub(super) fn check(&self, environment: Environment) -> Result<(), Reason> {
        match environment {
            _ if self.topics.is_empty() => Err(Reason::BadCertificate),
            Environment::Production if self.development_only => Err(Reason::BadCertificateEnvironment),
            _ => Ok(()),
        }
    }
}

/// The texts of the extension's outermost list. Apple writes further lists between them, which are passed over.
fn listed_topics(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(oid) = Oid::from(TOPICS_EXTENSION) else { return Vec::new() };
    let Ok(Some(extension)) = certificate.get_extension_unique(&oid) else { return Vec::new() };
    let Ok((_, list)) = Sequence::from_der(extension.value) else { return Vec::new() };
    let mut rest = list.content.as_ref();
    let mut topics = Vec::new();
    while let Ok((behind, item)) = Any::from_der(rest) {
        rest = behind;
        topics.extend(item.as_str().ok().map(str::to_owned));
    }
    topics
}
