use countersign_primitives::EmojiId;
use countersign_server_rules::permissions::{Action, Target};

use crate::{
    caller::Caller, domain::Domain, emoji::get_emoji::get_emoji, error::Result, model::Emoji, ports::bus::Change,
};

/// Deletes an emoji and returns what it was; its picture may go then.
///
/// # Errors
/// 501 when the server has none, 404 when there is none, 403 for others' emoji.
pub async fn delete_emoji(domain: &Domain, caller: &Caller, id: EmojiId) -> Result<Emoji> {
    let emoji = get_emoji(domain, id).await?;
    domain.require(caller, Action::DeleteEmoji, Target::owned(emoji.creator_id == caller.user_id()))?;
    domain.store().delete_emoji(id, domain.now()).await?;
    domain.changed(Change::Emoji(emoji.name.clone()));
    Ok(emoji)
}
