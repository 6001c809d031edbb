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
