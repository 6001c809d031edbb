//! The certificate that says to Apple who one is, in every form in which people have it.

mod facts;
mod legacy;
mod pem_file;
mod pkcs12;

use std::fmt;

use countersign_primitives::TimestampMs;
use rustls::crypto::ring::sign::any_supported_type;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use self::facts::Facts;

/// A certificate for Apple with its private key.
pub struct ClientCertificate {
    /// The certificate, then those that signed it, as far as they were in the file.
    pub chain: Vec<CertificateDer<'static>>,
    /// Its private key.
    pub key: PrivateKeyDer<'static>,
    /// The last moment at which Apple takes it.
    pub not_after: TimestampMs,
}

/// Why a file is no certificate for Apple. Says nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Neither PEM nor PKCS#12.
    #[error("this is neither PEM nor PKCS#12 (.p12, .pfx)")]
    UnknownForm,
    /// No certificate in it, or one that cannot be read.
    #[error("there is no certificate in it that can be read")]
    NoCertificate,
    /// No private key in it.
    #[error("there is no private key in it: export the certificate together with its key")]
    NoKey,
    /// The private key is of a kind that cannot be used.
    #[error("its private key is of a kind that cannot be used: RSA, or ECDSA on P-256 or P-384, is wanted")]
    UnusableKey,
    /// The private key is encrypted and no password is given.
    #[error("its private key is encrypted: a password is needed")]
    PasswordNeeded,
    /// The password is wrong, or the file is damaged.
    #[error("the password does not open it")]
    WrongPassword,
    /// Encrypted in a way nobody should use, or that is not known here.
    #[error("it is encrypted in a way that is not known here; `openssl pkcs12` or `openssl pkey` can write it anew")]
    UnknownEncryption,
    /// Key and certificate are no pair.
    #[error("its private key does not belong to any certificate in it")]
    NoPair,
}

impl ClientCertificate {
    /// Reads a file: PEM with the key in PKCS#1, PKCS#8 or SEC1, plain or encrypted, in any order; or PKCS#12. An empty
    /// password is none.
    ///
    /// # Errors
    /// The file is in no such form, incomplete, or the password does not open it.
    pub fn read(file: &[u8], password: &str) -> Result<Self, CertificateError> {
        let (chain, key) =
            if pem_file::is_pem(file) { pem_file::read(file, password) } else { pkcs12::read(file, password) }?;
        if chain.is_empty() {
            return Err(CertificateError::NoCertificate);
        }
        let signing = any_supported_type(&key).map_err(|_| CertificateError::UnusableKey)?;
        let public = signing.public_key().ok_or(CertificateError::UnusableKey)?;
        let facts = chain.iter().map(|der| Facts::read(der)).collect::<Option<Vec<_>>>();
        let facts = facts.ok_or(CertificateError::NoCertificate)?;
        let own = facts.iter().position(|facts| facts.public_key == public.as_ref()).ok_or(CertificateError::NoPair)?;
        let mut chain = chain;
        let leaf = chain.remove(own);
        chain.insert(0, leaf);
        Ok(Self { chain, key, not_after: facts[own].not_after })
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificate").field("not_after", &self.not_after).finish_non_exhaustive()
    }
}

/// What a file holds.
type Contents = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);
