//! Where the bytes of uploaded files live, and what is made of pictures.

pub mod storage;
