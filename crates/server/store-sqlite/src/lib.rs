#![doc = include_str!("../README.md")]

mod access_tokens;
mod audits;
mod backup;
mod categories;
mod channels;
mod column;
mod emoji;
mod export;
mod fault;
mod files;
mod hooks;
mod indexing;
mod migrate;
mod open;
mod open_error;
mod outbox;
mod posts;
mod preferences;
mod reactions;
mod readers;
mod search;
mod sessions;
mod span;
mod statuses;
mod store;
mod system;
mod teams;
mod threads;
mod unread;
mod uploads;
mod users;
mod writer;

pub use backup::back_up;
pub use export::{ExportError, export};
pub use open_error::OpenError;
pub use store::SqliteStore;
