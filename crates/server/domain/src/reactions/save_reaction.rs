use countersign_primitives::{PostId, UserId};
use countersign_server_rules::{
    error::known,
    names::is_system_emoji,
    permissions::{Action, Target},
    reaction::{DEFAULT_MAX_DIFFERENT, ReactionFacts, check_reaction},
};

use crate::{
    caller::Caller,
    domain::Domain,
    emoji::get_emoji_by_name,
    error::Result,
    event::{Audience, EventKind},
    model::Reaction,
    ports::store::ReactionSaved,
};

/// A reaction as a client sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReaction {
    /// Who reacts.
    pub user_id: UserId,
    /// To which post.
    pub post_id: PostId,
    /// Name of the emoji, without colons.
    pub emoji_name: String,
}

/// Reacts to a post. Saving the same reaction again is fine.
///
/// # Errors
/// 400 for a name that cannot be one and on a post with too many different emoji, 403 for others' reactions, where the
/// caller may not react, and in archived channels, 404 for an emoji that is not there, 501 for one that could only be a
/// custom one where the server has none.
pub async fn save_reaction(domain: &Domain, caller: &Caller, new: NewReaction) -> Result<Reaction> {
    let mut facts = ReactionFacts {
        actor: caller.user_id(),
        user_id: new.user_id,
        emoji_name: &new.emoji_name,
        channel_archived: false,
        different: 0,
        is_there: false,
        max_different: DEFAULT_MAX_DIFFERENT,
    };
    check_reaction(&facts)?;
    // Strangers do not learn which posts exist.
    let post = domain.store().post(new.post_id).await?.ok_or(known::CONTEXT_PERMISSIONS)?;
    let channel = domain.channel(post.channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::AddReaction, Target::other()).await?;
    facts.channel_archived = channel.is_archived();
    check_reaction(&facts)?;
    if !is_system_emoji(&new.emoji_name) {
        get_emoji_by_name(domain, &new.emoji_name).await?;
    }
    let reaction = Reaction {
        user_id: new.user_id,
        post_id: post.id,
        channel_id: post.channel_id,
        emoji_name: new.emoji_name,
        create_at: domain.now(),
    };
    match domain.store().save_reaction(reaction, DEFAULT_MAX_DIFFERENT).await? {
        ReactionSaved::Saved(reaction) => {
            let audience = Audience::channel(reaction.channel_id);
            domain.say(EventKind::ReactionAdded(Box::new(reaction.clone())), audience).await;
            Ok(reaction)
        }
        ReactionSaved::TooMany => Err(known::REACTION_SAVE_SAVE_TOO_MANY_REACTIONS.into()),
        ReactionSaved::PostGone => Err(known::CONTEXT_PERMISSIONS.into()),
    }
}
