use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    reactions::save_reaction::NewReaction,
};

/// Takes a reaction back. One that is not there is fine.
///
/// # Errors
/// 403 where the caller may not, and in archived channels.
pub async fn remove_reaction(domain: &Domain, caller: &Caller, reaction: NewReaction) -> Result<()> {
    let NewReaction { user_id, post_id, emoji_name } = reaction;
    let post = domain.store().post(post_id).await?.ok_or(known::CONTEXT_PERMISSIONS)?;
    let channel = domain.channel(post.channel_id).await?;
    let target = Target::owned(user_id == caller.user_id());
    domain.require_in_channel(caller, &channel, Action::RemoveReaction, target).await?;
    if channel.is_archived() {
        return Err(known::REACTION_DELETE_ARCHIVED_CHANNEL.into());
    }
    let at = domain.now();
    if domain.store().remove_reaction(user_id, post_id, &emoji_name, at).await? {
        let removed = EventKind::ReactionRemoved { user_id, post_id, emoji_name, at };
        domain.say(removed, Audience::channel(channel.id)).await;
    }
    Ok(())
}
