//! Custom emoji. Their pictures never come here: the edge keeps them.

mod create_emoji;
mod delete_emoji;
mod get_emoji;
mod list_emoji;

use countersign_server_rules::error::{RuleError, known};

use crate::domain::Domain;

pub use create_emoji::{check_new_emoji, create_emoji};
pub use delete_emoji::delete_emoji;
pub use get_emoji::{emoji_by_names, get_emoji, get_emoji_by_name};
pub use list_emoji::{autocomplete_emoji, list_emoji, search_emoji};

/// 501 when the server has no custom emoji.
fn check_enabled(domain: &Domain) -> Result<(), RuleError> {
    if domain.settings().service_settings.enable_custom_emoji { Ok(()) } else { Err(known::EMOJI_DISABLED) }
}
