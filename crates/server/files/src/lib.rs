//! Where the bytes of uploaded files live, and what is made of pictures.

mod lossless;
pub mod metadata;
pub mod picture;
pub mod storage;
