#![doc = include_str!("../README.md")]

pub mod channel;
pub mod error;
pub mod markdown;
pub mod notify;
pub mod notify_props;
pub mod permissions;
pub mod post;
pub mod status;
