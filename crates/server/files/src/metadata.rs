//! What a picture says beside what it shows: where it was taken, when, with what, by whom. Taken out here, without
//! touching the pixels where the format allows it.

mod exif;
mod gif;
mod jpeg;
mod png;
mod remove;
mod webp;

pub use remove::remove;
