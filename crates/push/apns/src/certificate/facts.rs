use countersign_primitives::TimestampMs;
use x509_parser::prelude::{FromDer, X509Certificate};

/// What is read of a certificate.
pub(super) struct Facts {
    /// Its subject's public key, in DER.
    pub(super) public_key: Vec<u8>,
    /// The last moment at which it is valid.
    pub(super) not_after: TimestampMs,
}

impl Facts {
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let not_after = TimestampMs(certificate.validity().not_after.timestamp().saturating_mul(1000));
        Some(Self { public_key: certificate.public_key().raw.to_vec(), not_after })
    }
}
