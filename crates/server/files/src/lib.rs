#![doc = include_str!("../README.md")]

pub mod avatar;
mod depot;
pub mod emoji;
pub mod file_name;
pub mod intake;
mod lossless;
pub mod media_type;
pub mod metadata;
pub mod picture;
pub mod public_link;
pub mod serving;
pub mod storage;
pub mod workers;

pub use depot::Depot;
