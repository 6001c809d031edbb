#![doc = include_str!("../README.md")]

mod access_tokens;
mod categories;
mod cells;
mod channels;
mod config;
mod connection;
mod connector;
mod emoji;
mod fault;
mod files;
mod hooks;
mod import;
mod migrate;
mod node;
mod open_error;
mod outbox;
mod pool;
mod posting;
mod posts;
mod preferences;
mod push_rows;
mod reactions;
mod search;
mod sessions;
mod statuses;
mod store;
mod system;
mod teams;
mod threads;
mod unread;
mod uploads;
mod users;

pub use config::PostgresConfig;
pub use import::{Import, ImportError, Imported};
pub use open_error::OpenError;
pub use store::PostgresStore;
