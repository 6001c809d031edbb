//! Bodies that hold files.

mod failure;
mod form;
mod picture;
mod received;

pub(crate) use failure::refusal;
pub(crate) use form::{FormError, is_form, small_text};
pub(crate) use picture::read_picture;
pub(crate) use received::ReceivedFiles;
