use p12_keystore::{Pkcs12Archive, error::Error};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use super::{CertificateError, Contents};

/// Reads PKCS#12: what `.p12` and `.pfx` files hold.
pub(super) fn read(file: &[u8], password: &str) -> Result<Contents, CertificateError> {
    let archive = Pkcs12Archive::from_pkcs12(file, password).map_err(|error| why(&error, password))?;
    let chain = archive.certs.iter().map(|bag| CertificateDer::from(bag.cert.as_der().to_vec())).collect();
    let key = archive.keys.into_iter().next().ok_or(CertificateError::NoKey)?;
    let key = PrivateKeyDer::try_from(key.key.as_der().to_vec()).map_err(|_| CertificateError::UnusableKey)?;
    Ok((chain, key))
}

fn why(error: &Error, password: &str) -> CertificateError {
    match error {
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) if password.is_empty() => {
            CertificateError::PasswordNeeded
        }
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => CertificateError::WrongPassword,
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm => CertificateError::UnknownEncryption,
        Error::InvalidPrivateKey => CertificateError::UnusableKey,
        Error::X509Error(_) | Error::UnsupportedCertificateType => CertificateError::NoCertificate,
        _ => CertificateError::UnknownForm,
    }
}
