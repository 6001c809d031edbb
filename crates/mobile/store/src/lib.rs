#![doc = include_str!("../README.md")]

mod account;
mod database;
mod erase;
mod error;
mod folder;
mod keys;
mod phone;
mod rows;
mod schema;

pub use account::AccountStore;
pub use database::{Reader, Writer};
pub use erase::{EraseOrder, EraseReport, EraseStep, ErasedNotice};
pub use error::StoreError;
pub use folder::AccountKey;
pub use phone::{Opened, PhoneStore};
pub use rows::{
    CategoryRow, ChannelRow, ConversationKind, OutboxRow, PersonRow, PostRow, PushRow, PushState, Setting, TeamRow,
};
