//! Personal access tokens: what programs use in the place of a password.

mod create_token;
mod get_token;
mod list_tokens;
mod revoke_token;
mod switch_token;

pub use create_token::{CreatedToken, create_token};
pub use get_token::get_token;
pub use list_tokens::{find_tokens, list_all_tokens, list_tokens};
pub use revoke_token::revoke_token;
pub use switch_token::switch_token;
