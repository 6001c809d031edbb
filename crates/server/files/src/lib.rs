//! Where the bytes of uploaded files live, and what is made of pictures.

pub mod avatar;
pub mod emoji;
pub mod file_name;
mod lossless;
pub mod media_type;
pub mod metadata;
pub mod picture;
pub mod public_link;
pub mod serving;
pub mod storage;
