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
    ports::store::SchemeRoles,
};

/// Gives a member other roles in a channel.
///
/// # Errors
/// 404 without such a channel or member, 403 where the caller may not.
pub async fn set_channel_roles(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    user_id: UserId,
    roles: SchemeRoles,
) -> Result<()> {
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::SetChannelRoles, Target::other()).await?;
    let changed = domain.store().set_channel_roles(channel_id, user_id, roles, domain.now()).await?;
    let changed = changed.ok_or(known::CHANNEL_GET_MEMBER_MISSING)?;
    domain.member_changed(channel_id, user_id).await?;
    domain.say(EventKind::ChannelMemberUpdated(Box::new(changed)), Audience::user(user_id)).await;
    Ok(())
}
