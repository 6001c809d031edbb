use pem::Pem;
use pkcs8::{EncryptedPrivateKeyInfoRef, Error, pkcs5};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer};

use super::{CertificateError, Contents, legacy};

/// Whether a file is PEM.
pub(super) fn is_pem(file: &[u8]) -> bool {
    file.windows(11).any(|window| window == b"-----BEGIN ")
}

/// Reads PEM: any number of certificates and one private key, in any order, with whatever stands between.
pub(super) fn read(file: &[u8], password: &str) -> Result<Contents, CertificateError> {
    let sections = pem::parse_many(file).map_err(|_| CertificateError::UnknownForm)?;
    let is_certificate = |section: &&Pem| matches!(section.tag(), "CERTIFICATE" | "X509 CERTIFICATE");
    let chain = sections.iter().filter(is_certificate);
    let chain = chain.map(|section| CertificateDer::from(section.contents().to_vec())).collect();
    let key = sections.iter().find(|section| section.tag().ends_with("PRIVATE KEY")).ok_or(CertificateError::NoKey)?;
    Ok((chain, private_key(key, password)?))
}

fn private_key(section: &Pem, password: &str) -> Result<PrivateKeyDer<'static>, CertificateError> {
    let der =
        if legacy::is_encrypted(section) { legacy::decrypt(section, password)? } else { section.contents().to_vec() };
    match section.tag() {
        "PRIVATE KEY" => Ok(PrivatePkcs8KeyDer::from(der).into()),
        "RSA PRIVATE KEY" => Ok(PrivatePkcs1KeyDer::from(der).into()),
        "EC PRIVATE KEY" => Ok(PrivateSec1KeyDer::from(der).into()),
        "ENCRYPTED PRIVATE KEY" => decrypt(&der, password),
        _ => Err(CertificateError::UnusableKey),
    }
}

/// PKCS#8's own encryption (PKCS#5).
fn decrypt(der: &[u8], password: &str) -> Result<PrivateKeyDer<'static>, CertificateError> {
    if password.is_empty() {
        return Err(CertificateError::PasswordNeeded);
    }
    let encrypted = EncryptedPrivateKeyInfoRef::try_from(der).map_err(|_| CertificateError::UnknownEncryption)?;
    let plain = encrypted.decrypt(password).map_err(|error| match error {
        Error::EncryptedPrivateKey(pkcs5::Error::DecryptFailed) | Error::Asn1(_) => CertificateError::WrongPassword,
        _ => CertificateError::UnknownEncryption,
    })?;
    Ok(PrivatePkcs8KeyDer::from(plain.as_bytes().to_vec()).into())
}
