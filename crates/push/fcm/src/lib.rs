#![doc = include_str!("../README.md")]

mod access_token;
mod account;
mod answer;
mod message;
mod sender;

pub use access_token::{AccessTokens, TokenFault};
pub use account::{AccountError, AccountKey};
pub use message::{Fitted, message};
pub use sender::{FcmSender, FcmTarget};

/// What reads answers, laid open for fuzzing. Not part of the interface.
#[doc(hidden)]
pub mod parsers {
    pub use crate::{access_token::read as token, answer::read as answer};
}
