use std::collections::BTreeMap;

use countersign_primitives::{ChannelId, UserId};
use countersign_server_rules::{
    error::known,
    notify_props::patch_member_props,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
};

/// Changes the notification settings of a membership; keys that are not named stay.
///
/// # Errors
/// 403 for somebody else's, 404 when not a member.
pub async fn set_notify_props(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    user_id: UserId,
    change: &BTreeMap<String, String>,
) -> Result<()> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let member = domain.store().channel_member(channel_id, user_id).await?;
    let member = member.ok_or(known::CHANNEL_GET_MEMBER_MISSING)?;
    let props = patch_member_props(&member.notify_props, change)?;
    store(domain, channel_id, user_id, props).await
}

/// Mutes a channel for a member, or no longer; nothing happens without a membership.
pub(super) async fn set_muted(domain: &Domain, channel_id: ChannelId, user_id: UserId, muted: bool) -> Result<()> {
    let Some(member) = domain.store().channel_member(channel_id, user_id).await? else { return Ok(()) };
    let mut props = member.notify_props;
    props.insert("mark_unread".to_owned(), if muted { "mention" } else { "all" }.to_owned());
    store(domain, channel_id, user_id, props).await
}

async fn store(domain: &Domain, channel_id: ChannelId, user_id: UserId, props: BTreeMap<String, String>) -> Result<()> {
    let changed = domain.store().set_member_notify_props(channel_id, user_id, props, domain.now()).await?;
    let changed = changed.ok_or(known::CHANNEL_GET_MEMBER_MISSING)?;
    domain.member_changed(channel_id, user_id).await?;
    domain.say(EventKind::ChannelMemberUpdated(Box::new(changed)), Audience::user(user_id)).await;
    Ok(())
}
