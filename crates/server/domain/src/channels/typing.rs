use countersign_primitives::{ChannelId, PostId};
use countersign_server_rules::{
    error::invalid_param,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    sessions,
};

/// Says to a channel that the caller is typing there. Nothing is said in channels that are too large for it.
///
/// # Errors
/// 400 without such a channel, and where the caller may not post.
pub async fn type_in_channel(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    root_id: Option<PostId>,
) -> Result<()> {
    let refuse = || invalid_param("channel_id");
    let channel = domain.find_channel(channel_id).await?.ok_or_else(refuse)?;
    let may = domain.require_in_channel(caller, &channel, Action::CreatePost, Target::other()).await;
    match may {
        Err(error) if error.refusal().is_some() => return Err(refuse().into()),
        outcome => outcome?,
    }
    let settings = domain.settings();
    let members = domain.roster(channel_id).await?.read().len();
    let is_too_large = members > settings.team_settings.max_notifications_per_channel;
    if settings.service_settings.enable_user_typing_messages && !is_too_large {
        let typing = EventKind::Typing { user_id: caller.user_id(), root_id };
        domain.say(typing, Audience::channel(channel_id).without(caller.user_id())).await;
    }
    sessions::note_activity(domain, caller).await?;
    Ok(())
}
