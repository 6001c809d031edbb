#![doc = include_str!("../README.md")]

mod account;
mod authority;
mod http1;
mod http2;
mod peer;
mod received;
mod reply;
pub mod service;

pub use account::{TEST_RSA_KEY, service_account};
pub use authority::{Authority, Identity};
pub use peer::{Peer, PeerOptions};
pub use received::Received;
pub use reply::Reply;
