//! A phone without a phone.

pub mod device;
