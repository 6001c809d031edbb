//! From files to what a handshake needs.

use std::{path::Path, sync::Arc};

use rustls::{
    RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    server::{NoServerSessionStorage, WebPkiClientVerifier, danger::ClientCertVerifier},
    version::{TLS12, TLS13},
};
use rustls_pki_types::{
    CertificateDer, CertificateRevocationListDer, PrivateKeyDer,
    pem::{self, PemObject},
};

use super::{ClientCertificates, TlsError, TlsFiles};
use crate::certificate::CertificateFacts;

/// One consistent state of the files.
pub(super) struct Loaded {
    pub(super) config: Arc<ServerConfig>,
    pub(super) certificate: CertificateFacts,
}

pub(super) async fn load(files: &TlsFiles) -> Result<Loaded, TlsError> {
    let (certificate_file, key_file) = (&files.certificate_file, &files.key_file);
    let chain = certificates(certificate_file, &read(certificate_file).await?)?;
    let certificate = chain
        .first()
        .and_then(|leaf| CertificateFacts::from_der(leaf))
        .ok_or_else(|| malformed(certificate_file, "the first certificate is not X.509"))?;
    let key = private_key(key_file, &read(key_file).await?)?;
    let provider = Arc::new(ring::default_provider());
    let verifier = match &files.client {
        Some(client) => Some(client_verifier(client, &provider).await?),
        None => None,
    };
    let versions = if files.tls13_only { &[&TLS13][..] } else { &[&TLS13, &TLS12] };
    let builder = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .map_err(|error| malformed(certificate_file, &error))?;
    let asks_callers = verifier.is_some();
    let builder = match verifier {
        Some(verifier) => builder.with_client_cert_verifier(verifier),
        None => builder.with_no_client_auth(),
    };
    let mut config = builder.with_single_cert(chain, key).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            TlsError::KeyMismatch { certificate: certificate_file.clone(), key: key_file.clone() }
        }
        other => malformed(key_file, &other),
    })?;
    config.alpn_protocols =
        if files.http2 { vec![b"h2".to_vec(), b"http/1.1".to_vec()] } else { vec![b"http/1.1".to_vec()] };
    if asks_callers {
        // A resumed session is not verified again: it would outlive its certificate and a change of the authorities.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
    }
    Ok(Loaded { config: Arc::new(config), certificate })
}

async fn client_verifier(
    client: &ClientCertificates,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    let path = &client.authorities_file;
    let mut authorities = RootCertStore::empty();
    for authority in certificates(path, &read(path).await?)? {
        authorities.add(authority).map_err(|error| malformed(path, &error))?;
    }
    let mut builder = WebPkiClientVerifier::builder_with_provider(Arc::new(authorities), provider.clone());
    if let Some(path) = &client.revocations_file {
        let pem = read(path).await?;
        let lists = CertificateRevocationListDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>();
        builder = builder.with_crls(lists.map_err(|error| malformed(path, &reason(&error)))?);
        builder = builder.allow_unknown_revocation_status();
    }
    if !client.required {
        builder = builder.allow_unauthenticated();
    }
    builder.build().map_err(|error| malformed(path, &error))
}

async fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    tokio::fs::read(path).await.map_err(|source| TlsError::Unreadable { path: path.to_owned(), source })
}

fn certificates(path: &Path, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    let found = found.map_err(|error| malformed(path, &reason(&error)))?;
    if found.is_empty() { Err(TlsError::NoCertificate { path: path.to_owned() }) } else { Ok(found) }
}

fn private_key(path: &Path, pem: &[u8]) -> Result<PrivateKeyDer<'static>, TlsError> {
    match PrivateKeyDer::from_pem_slice(pem) {
        _ if is_encrypted(pem) => Err(TlsError::EncryptedKey { path: path.to_owned() }),
        Ok(key) => Ok(key),
        Err(pem::Error::NoItemsFound) => Err(TlsError::NoKey { path: path.to_owned() }),
        Err(error) => Err(malformed(path, &reason(&error))),
    }
}

fn is_encrypted(pem: &[u8]) -> bool {
    ["-----BEGIN ENCRYPTED PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED"]
        .iter()
        .any(|mark| memchr::memmem::find(pem, mark.as_bytes()).is_some())
}

fn malformed(path: &Path, reason: &(impl ToString + ?Sized)) -> TlsError {
    TlsError::Malformed { path: path.to_owned(), reason: reason.to_string() }
}

/// What is wrong with a PEM file, without the line that is wrong: it may be part of a key.
fn reason(error: &pem::Error) -> &'static str {
    match error {
        pem::Error::MissingSectionEnd { .. } => "a section has no end",
        pem::Error::IllegalSectionStart { .. } => "a section begins in a wrong way",
        pem::Error::Base64Decode(_) => "a section is not base64",
        _ => "it is not PEM",
    }
}
