use countersign_primitives::{ChannelId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    posts::{Notice, post_notice},
};

/// The channel nobody can leave.
pub(crate) const DEFAULT_CHANNEL: &str = "town-square";

/// Removes somebody from a channel, or leaves it.
///
/// # Errors
/// 404 without such a channel or member, 403 where the caller may not remove, 400 for direct and group channels and for
/// the default channel.
pub async fn remove_member(domain: &Domain, caller: &Caller, channel_id: ChannelId, user_id: UserId) -> Result<()> {
    let channel = domain.channel(channel_id).await?;
    if channel.kind.is_direct_or_group() {
        return Err(known::CHANNEL_REMOVE_CHANNEL_MEMBER_TYPE.into());
    }
    let own = caller.user_id() == user_id;
    domain.require_in_channel(caller, &channel, Action::RemoveChannelMember, Target::owned(own)).await?;
    if channel.name == DEFAULT_CHANNEL {
        return Err(known::CHANNEL_REMOVE_DEFAULT.into());
    }
    let user = domain.user(user_id).await?;
    if !domain.store().leave_channel(channel_id, user_id, domain.now()).await? {
        return Err(known::CHANNEL_GET_MEMBER_MISSING.into());
    }
    domain.member_changed(channel_id, user_id).await?;
    let remover_id = caller.user_id();
    domain.say(EventKind::UserRemoved { user_id, remover_id }, Audience::channel(channel_id)).await;
    domain.say(EventKind::RemovedFromChannel { channel_id, remover_id }, Audience::user(user_id)).await;
    let notice = if own { Notice::Left } else { Notice::Removed(&user) };
    post_notice(domain, &channel, &caller.user, &notice).await
}
