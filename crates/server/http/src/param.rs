//! Ids in addresses.

use std::str::FromStr;

use countersign_primitives::UserId;
use countersign_server_rules::error::invalid_url_param;

use crate::{failure::Failure, identity::SignedIn};

/// An id of an address. What holds other characters than letters and digits is no such page; what is no id is refused.
pub(crate) fn id<T: FromStr>(text: &str, name: &str) -> Result<T, Failure> {
    let is_word = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_word {
        return Err(Failure::NoSuchPage);
    }
    text.parse().map_err(|_| invalid_url_param(name).into())
}

/// A user of an address; `me` is who asks.
pub(crate) fn user(caller: &SignedIn, text: &str) -> Result<UserId, Failure> {
    if text == "me" { Ok(caller.user_id()) } else { id(text, "user_id") }
}

/// An id of a query; missing and empty are none.
pub(crate) fn optional<T: FromStr>(text: Option<&str>, name: &str) -> Result<Option<T>, Failure> {
    text.filter(|text| !text.is_empty())
        .map(|text| text.parse().map_err(|_| invalid_url_param(name).into()))
        .transpose()
}
