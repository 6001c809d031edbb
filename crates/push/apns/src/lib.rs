#![doc = include_str!("../README.md")]

mod answer;
mod certificate;
mod payload;
mod provider_token;
mod request;
mod sender;

pub use certificate::{CertificateError, ClientCertificate};
pub use payload::payload;
pub use provider_token::{KeyError, ProviderKey, ProviderTokens};
pub use request::Envelope;
pub use sender::{ApnsSender, ApnsTarget, Authentication};

/// What reads answers, laid open for fuzzing. Not part of the interface.
#[doc(hidden)]
pub mod parsers {
    pub use crate::answer::read as answer;
}
