use countersign_primitives::EmojiId;
use countersign_server_rules::{
    error::known,
    names::{check_emoji_name, is_system_emoji},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    emoji::check_enabled,
    error::Result,
    event::{Audience, EventKind},
    model::Emoji,
    ports::bus::Change,
};

/// Whether the caller may make an emoji of this name. To be asked before its picture is stored.
///
/// # Errors
/// 501 when the server has none, 403 when the caller may not, 400 for a name that may not be or is taken.
pub async fn check_new_emoji(domain: &Domain, caller: &Caller, name: &str) -> Result<()> {
    check_enabled(domain)?;
    domain.require(caller, Action::CreateEmoji, Target::other())?;
    check_emoji_name(name)?;
    if is_system_emoji(name) {
        return Err(known::EMOJI_SYSTEM_EMOJI_NAME.into());
    }
    if domain.store().emoji_by_names(&[name.to_owned()]).await?.is_empty() {
        Ok(())
    } else {
        Err(known::EMOJI_CREATE_DUPLICATE.into())
    }
}

/// Makes an emoji whose picture is stored under `id`.
///
/// # Errors
/// Those of [`check_new_emoji`]; the picture is to be deleted again.
pub async fn create_emoji(domain: &Domain, caller: &Caller, id: EmojiId, name: String) -> Result<Emoji> {
    check_new_emoji(domain, caller, &name).await?;
    let emoji = Emoji { id, create_at: domain.now(), creator_id: caller.user_id(), name };
    domain.store().add_emoji(emoji.clone()).await?.map_err(|_| known::EMOJI_CREATE_DUPLICATE)?;
    domain.changed(Change::Emoji(emoji.name.clone()));
    domain.say(EventKind::EmojiAdded(Box::new(emoji.clone())), Audience::everybody()).await;
    Ok(emoji)
}
