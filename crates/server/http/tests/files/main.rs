//! Files, pictures, emoji and reactions, asked through the surface.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod emoji;
mod parts;
mod pictures;
mod reactions;
mod serving;
mod uploading;
mod world;
