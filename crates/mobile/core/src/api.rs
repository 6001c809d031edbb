//! The server's API, as far as the phone calls it: one function a call, wire types in and out.

mod client;
mod error;
mod lists;
mod people;
mod posts;
mod receipts;
mod session;

pub(crate) use client::ApiClient;
pub(crate) use error::ApiError;
pub(crate) use people::IDS_PER_CALL;
pub(crate) use posts::{CHANGES_LIMIT, PAGE};
pub(crate) use session::{LoginForm, SignedIn};
