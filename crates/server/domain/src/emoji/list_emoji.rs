use countersign_server_rules::error::{invalid_body_param, invalid_url_param};

use crate::{
    domain::Domain,
    emoji::check_enabled,
    error::Result,
    model::Emoji,
    ports::store::{EmojiMatch, Page},
};

/// Most emoji a search finds.
const MOST_FOUND: u32 = 200;
/// Most emoji offered while somebody writes.
const MOST_OFFERED: u32 = 100;

/// A page of all emoji, ordered by name.
///
/// # Errors
/// 501 when the server has none.
pub async fn list_emoji(domain: &Domain, page: Page) -> Result<Vec<Emoji>> {
    check_enabled(domain)?;
    Ok(domain.store().emoji_page(page).await?)
}

/// Emoji whose name holds a text.
///
/// # Errors
/// 501 when the server has none, 400 for an empty text.
pub async fn search_emoji(domain: &Domain, text: &str, place: EmojiMatch) -> Result<Vec<Emoji>> {
    check_enabled(domain)?;
    if text.is_empty() {
        return Err(invalid_body_param("term").into());
    }
    Ok(domain.store().find_emoji(text, place, MOST_FOUND).await?)
}

/// Emoji whose name begins with a text.
///
/// # Errors
/// 501 when the server has none, 400 for an empty text.
pub async fn autocomplete_emoji(domain: &Domain, text: &str) -> Result<Vec<Emoji>> {
    check_enabled(domain)?;
    if text.is_empty() {
        return Err(invalid_url_param("name").into());
    }
    Ok(domain.store().find_emoji(text, EmojiMatch::Prefix, MOST_OFFERED).await?)
}
