use countersign_primitives::EmojiId;
use countersign_server_rules::error::known;

use crate::{domain::Domain, emoji::check_enabled, error::Result, model::Emoji};

/// Most emoji asked for by name at once.
const MOST: usize = 200;

/// An emoji.
///
/// # Errors
/// 501 when the server has none, 404 when there is none.
pub async fn get_emoji(domain: &Domain, id: EmojiId) -> Result<Emoji> {
    check_enabled(domain)?;
    Ok(domain.store().emoji(id).await?.ok_or(known::EMOJI_GET_NO_RESULT)?)
}

/// The emoji of a name.
///
/// # Errors
/// 501 when the server has none, 404 when there is none.
pub async fn get_emoji_by_name(domain: &Domain, name: &str) -> Result<Emoji> {
    let found = emoji_by_names(domain, &[name.to_owned()]).await?.pop();
    Ok(found.ok_or(known::EMOJI_GET_BY_NAME_NO_RESULT)?)
}

/// Those of the emoji that exist.
///
/// # Errors
/// 501 when the server has none, 400 for more than 200 names.
pub async fn emoji_by_names(domain: &Domain, names: &[String]) -> Result<Vec<Emoji>> {
    check_enabled(domain)?;
    if names.len() > MOST {
        return Err(known::EMOJI_GET_MULTIPLE_BY_NAME_TOO_MANY.into());
    }
    Ok(domain.store().emoji_by_names(names).await?)
}
