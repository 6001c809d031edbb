//! Pictures, as pure functions over bytes: what a file is, how large it is, and what is made of it.

mod decode;
mod encode;
mod format;
mod limits;
mod qr;
mod renditions;
mod scale;

pub(crate) use self::{
    decode::decode_exact,
    encode::{jpeg, png},
    scale::{scale_to, square},
};
pub use self::{
    decode::{Decoded, Measured, decode, measure},
    encode::Encoded,
    format::PictureFormat,
    limits::{PictureError, PictureLimits},
    qr::qr_code,
    renditions::{Renditions, render},
    scale::fit_within,
};
