use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime},
    server::WebPkiClientVerifier,
    time_provider::TimeProvider,
};
use serde::{Deserialize, Serialize};

use countersign_primitives::{Clock, Secret, TimestampMs};
use countersign_wire_vendor::apns::Environment;

use super::{CredentialsError, Folder};

/// Where the authority's certificate is.
pub(crate) const CERTIFICATE_FILE: &str = "ca.pem";
const KEY_FILE: &str = "ca.key.pem";
/// The subject's `UID`: the topic an Apple certificate is for.
const UID: &[u64] = &[0, 9, 2342, 19_200_300, 100, 1, 1];
/// The extension that lists further topics.
pub(crate) const TOPICS_EXTENSION: &[u64] = &[1, 2, 840, 113_635, 100, 6, 3, 6];
/// How the name of a certificate begins that is for the development environment only.
pub(crate) const APPLE_DEVELOPMENT_PREFIX: &str = "Apple Development IOS Push Services: ";
const APPLE_PREFIX: &str = "Apple Push Services: ";

/// What an Apple push certificate shall be for. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppleCertificateRequest {
    /// The app's bundle id, and with it the topic used when a push names none. Empty: a certificate for no app.
    pub topic: String,
    /// Further topics, such as `<bundle id>.voip`.
    #[serde(default)]
    pub further_topics: Vec<String>,
    /// `development`: for that environment only; otherwise for both.
    #[serde(default)]
    pub environment: Option<Environment>,
    /// When it expires; default in the year 2120. An expired one fails in the TLS handshake.
    #[serde(default)]
    pub expires_at: Option<TimestampMs>,
}

/// An Apple push certificate.
#[derive(Clone, Debug)]
pub struct AppleCertificate {
    /// The certificate in PEM.
    pub certificate_pem: String,
    /// Its key: PKCS#8 in PEM.
    pub key_pem: Secret<String>,
}

/// The authority that signs the simulators' certificates and those of senders.
pub(crate) struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
    clock: Arc<dyn Clock>,
}

impl Authority {
    /// Reads the authority, or makes it at the first start.
    pub(crate) fn open(folder: &Folder, clock: Arc<dyn Clock>) -> Result<Self, CredentialsError> {
        let damaged = |name: &str, what| CredentialsError::Damaged { path: folder.path(name), what };
        let key = folder.read_or_make(KEY_FILE, || Ok(KeyPair::generate()?.serialize_pem()))?;
        let key = KeyPair::from_pem(&key).map_err(|_| damaged(KEY_FILE, "a private key"))?;
        let make = || Ok(authority_params()?.self_signed(&key)?.pem());
        let pem = folder.read_or_make(CERTIFICATE_FILE, make)?;
        let issuer =
            Issuer::from_ca_cert_pem(&pem, key).map_err(|_| damaged(CERTIFICATE_FILE, "an authority's certificate"))?;
        Ok(Self { pem, issuer, clock })
    }

    /// The authority's certificate in PEM.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// TLS of a server with these names and addresses.
    pub(crate) fn server_config(
        &self,
        names: &[String],
        alpn: &[&str],
        client_certificates: bool,
    ) -> Result<Arc<ServerConfig>, CredentialsError> {
        let key = KeyPair::generate()?;
        let mut params = leaf_params(names.to_vec())?;
        params.distinguished_name.push(DnType::CommonName, "Countersign simulator");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.signed_by(&key, &self.issuer)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(ring::default_provider());
        let time: Arc<dyn TimeProvider> = Arc::new(ClockTime(Arc::clone(&self.clock)));
        let builder = ServerConfig::builder_with_details(Arc::clone(&provider), time)
            .with_safe_default_protocol_versions()
            .map_err(|_| CredentialsError::Key)?;
        let builder = if client_certificates {
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(self.roots()?), provider);
            let verifier = verifier.allow_unauthenticated().build().map_err(|_| CredentialsError::Key)?;
            builder.with_client_cert_verifier(verifier)
        } else {
            builder.with_no_client_auth()
        };
        let mut config =
            builder.with_single_cert(vec![certificate.der().clone()], key).map_err(|_| CredentialsError::Key)?;
        config.alpn_protocols = alpn.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        Ok(Arc::new(config))
    }

    /// Makes an Apple push certificate.
    pub(crate) fn issue(&self, request: &AppleCertificateRequest) -> Result<AppleCertificate, CredentialsError> {
        let key = KeyPair::generate()?;
        let mut params = leaf_params(Vec::new())?;
        let prefix = match request.environment {
            Some(Environment::Development) => APPLE_DEVELOPMENT_PREFIX,
            Some(Environment::Production) | None => APPLE_PREFIX,
        };
        params.distinguished_name.push(DnType::CommonName, format!("{prefix}{}", request.topic));
        if !request.topic.is_empty() {
            params.distinguished_name.push(DnType::CustomDnType(UID.to_vec()), request.topic.as_str());
            let topics = std::iter::once(&request.topic).chain(&request.further_topics);
            let list = topics_der(topics.map(String::as_str));
            params.custom_extensions.push(CustomExtension::from_oid_content(TOPICS_EXTENSION, list));
        }
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        if let Some(expires_at) = request.expires_at {
            params.not_after = date_time_ymd(1970, 1, 1) + Duration::from_secs(expires_at.as_secs().unsigned_abs());
        }
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(AppleCertificate { certificate_pem: certificate.pem(), key_pem: Secret::new(key.serialize_pem()) })
    }

    fn roots(&self) -> Result<RootCertStore, CredentialsError> {
        use rustls::pki_types::pem::PemObject;
        let mut roots = RootCertStore::empty();
        let certificate = CertificateDer::from_pem_slice(self.pem.as_bytes()).map_err(|_| CredentialsError::Key)?;
        roots.add(certificate).map_err(|_| CredentialsError::Key)?;
        Ok(roots)
    }
}

fn authority_params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = leaf_params(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Countersign simulated vendors");
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    Ok(params)
}

/// Valid at any time a test's clock may show.
fn leaf_params(names: Vec<String>) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = DistinguishedName::new();
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2120, 1, 1);
    Ok(params)
}

/// A sequence of texts, which is what this product reads of Apple's extension. Lists over 127 bytes take two bytes of
/// length; topics are limited far below what would take more.
fn topics_der<'a>(topics: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let content: Vec<u8> = topics.flat_map(|topic| der(0x0c, topic.as_bytes())).collect();
    der(0x30, &content)
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX).to_be_bytes();
    let head = if content.len() < 128 { vec![tag, length[1]] } else { vec![tag, 0x82, length[0], length[1]] };
    head.into_iter().chain(content.iter().copied()).collect()
}

/// The clock as rustls asks for it.
struct ClockTime(Arc<dyn Clock>);

impl fmt::Debug for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClockTime")
    }
}

impl TimeProvider for ClockTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_millis(self.0.now().0.try_into().ok()?)))
    }
}

/// The names and addresses every server certificate of the simulators is for.
pub(crate) fn server_names(further: &[String], addresses: &[IpAddr]) -> Vec<String> {
    use countersign_wire_vendor::{apns, fcm};
    let fixed = [apns::PRODUCTION_HOST, apns::DEVELOPMENT_HOST, fcm::HOST, "oauth2.googleapis.com", "localhost"];
    let loopback = [IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])];
    let addresses = loopback.iter().chain(addresses).filter(|address| !address.is_unspecified());
    let mut names: Vec<_> = fixed.iter().map(|name| (*name).to_owned()).collect();
    names.extend(further.iter().cloned());
    names.extend(addresses.map(ToString::to_string));
    names.sort();
    names.dedup();
    names
}
