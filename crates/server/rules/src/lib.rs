#![doc = include_str!("../README.md")]

pub mod channel;
pub mod counts;
pub mod error;
pub mod login;
pub mod markdown;
pub mod names;
pub mod notify;
pub mod notify_props;
pub mod password;
pub mod permissions;
pub mod post;
pub mod push_content;
pub mod session;
pub mod status;
pub mod threads;
pub mod totp;
