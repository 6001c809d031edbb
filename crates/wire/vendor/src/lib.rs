#![doc = include_str!("../README.md")]

pub mod apns;
pub mod fcm;
pub mod oauth;
mod open_enum;
pub mod webpush;
