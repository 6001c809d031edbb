//! What the use cases need from outside. Each port is as small as the need; adapters live in crates above.

pub mod bus;
pub mod files;
pub mod gateway;
pub mod integrations;
pub mod journal;
pub mod mailer;
pub mod store;
