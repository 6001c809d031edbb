#![doc = include_str!("../README.md")]

mod config;
mod mailer;

pub use config::{Login, Security, SmtpConfig, SmtpConfigError};
pub use mailer::SmtpMailer;
