use rustls::pki_types::{SubjectPublicKeyInfoDer, pem::PemObject};
use x509_parser::{prelude::FromDer, x509::SubjectPublicKeyInfo};

use super::CredentialsError;

/// The key inside a `PUBLIC KEY` in PEM: for P-256 the 65 bytes of the point, for RSA PKCS#1 in DER.
pub(super) fn from_pem(pem: &str) -> Result<Vec<u8>, CredentialsError> {
    let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).map_err(|_| CredentialsError::PublicKey)?;
    let (_, key) = SubjectPublicKeyInfo::from_der(der.as_ref()).map_err(|_| CredentialsError::PublicKey)?;
    Ok(key.subject_public_key.data.to_vec())
}
