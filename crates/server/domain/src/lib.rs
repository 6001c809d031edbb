#![doc = include_str!("../README.md")]

pub mod accounts;
mod cache;
mod caches;
pub mod caller;
pub mod channels;
pub mod conformance;
pub mod custom_status;
pub mod domain;
pub mod emoji;
pub mod error;
pub mod event;
pub mod files;
pub mod memory;
mod mentions;
pub mod model;
pub mod pictures;
pub mod ports;
pub mod posts;
pub mod preferences;
mod presence;
pub mod pushes;
pub mod reactions;
pub mod receipts;
mod roles;
pub mod roster;
pub mod sessions;
pub mod settings;
mod signer;
pub mod statuses;
pub mod system;
pub mod teams;
pub mod threads;
mod version;

pub use caches::CacheSizes;
pub use signer::{PushSigner, SigningKeyError};
pub use version::{BUILD, VERSION};
