use std::sync::Arc;

use countersign_primitives::{ChannelId, TimestampMs};
use countersign_server_rules::{
    channel::ChannelKind,
    error::{default_channel_not_deletable, known},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    channels::{change_channel::store_change, leave::DEFAULT_CHANNEL},
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Channel, ChannelState},
    ports::store::ChannelChange,
    posts::{Notice, post_notice},
};

/// Archives a channel: it can be read, and nothing is added to it.
///
/// # Errors
/// 404 without such a channel, 403 where the caller may not, 400 for direct and group messages, the default channel and
/// one that is archived.
pub async fn archive_channel(domain: &Domain, caller: &Caller, channel_id: ChannelId) -> Result<()> {
    let channel = domain.channel(channel_id).await?;
    if channel.kind.is_direct_or_group() {
        return Err(known::CHANNEL_DELETE_CHANNEL_TYPE_INVALID.into());
    }
    domain.require_in_channel(caller, &channel, Action::DeleteChannel, Target::other()).await?;
    if channel.is_archived() {
        return Err(known::CHANNEL_DELETE_CHANNEL_DELETED.into());
    }
    if channel.name == DEFAULT_CHANNEL {
        return Err(default_channel_not_deletable(DEFAULT_CHANNEL).into());
    }
    post_notice(domain, &channel, &caller.user, &Notice::Archived).await?;
    let delete_at = domain.now();
    let change = ChannelChange { delete_at: Some(delete_at), ..ChannelChange::default() };
    store_change(domain, channel_id, change).await?;
    domain.say(EventKind::ChannelDeleted { channel_id, delete_at }, who_knows_it(&channel)).await;
    Ok(())
}

/// Brings an archived channel back; the answer has the time of change it had before.
///
/// # Errors
/// 404 without such a channel, 403 where the caller may not, 400 for one that is not archived.
pub async fn restore_channel(domain: &Domain, caller: &Caller, channel_id: ChannelId) -> Result<ChannelState> {
    let channel = domain.channel(channel_id).await?;
    let team_id = channel.team_id.ok_or(known::CONTEXT_PERMISSIONS)?;
    domain.require_in_team(caller, team_id, Action::RestoreChannel, Target::other()).await?;
    if !channel.is_archived() {
        return Err(known::CHANNEL_RESTORE_CHANNEL_RESTORED.into());
    }
    let change = ChannelChange { delete_at: Some(TimestampMs::ZERO), ..ChannelChange::default() };
    let mut state = store_change(domain, channel_id, change).await?;
    domain.say(EventKind::ChannelRestored(channel_id), who_knows_it(&channel)).await;
    post_notice(domain, &Arc::new(state.channel.clone()), &caller.user, &Notice::Restored).await?;
    state.channel.update_at = channel.update_at;
    Ok(state)
}

/// A public channel is everybody's in the team, a private one its members'.
fn who_knows_it(channel: &Channel) -> Audience {
    match channel.team_id {
        Some(team_id) if channel.kind == ChannelKind::Public => Audience::team(team_id),
        _ => Audience::channel(channel.id),
    }
}
