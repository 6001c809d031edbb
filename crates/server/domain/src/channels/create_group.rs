use countersign_primitives::UserId;
use countersign_server_rules::{
    channel::ChannelKind,
    error::invalid_body_param,
    names::{group_channel_name, group_display_name, group_members},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    channels::create_channel::{new_channel, new_member},
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::ChannelState,
};

/// The group channel of some people, the caller among them, made when it is missing.
///
/// # Errors
/// 400 for fewer than three or more than eight people and for strangers.
pub async fn create_group(domain: &Domain, caller: &Caller, asked: &[UserId]) -> Result<ChannelState> {
    let target = Target::other().in_channel(ChannelKind::Group);
    domain.require(caller, Action::CreateChannel, target)?;
    let members = group_members(asked, caller.user_id())?;
    let users = domain.store().users_by_ids(&members).await?;
    if users.len() != members.len() {
        return Err(invalid_body_param("user_ids").into());
    }
    let display_name = group_display_name(users.iter().map(|user| user.username.as_str()));
    let channel = new_channel(domain, None, ChannelKind::Group, &group_channel_name(&members), &display_name);
    let of = members.iter().map(|&user_id| new_member(channel.id, user_id, false, channel.create_at)).collect();
    let group = domain.store().direct_channel(channel, of).await?;
    if group.created {
        tell(domain, &group.state, &members).await?;
    }
    Ok(group.state)
}

async fn tell(domain: &Domain, state: &ChannelState, members: &[UserId]) -> Result<()> {
    let channel_id = state.channel.id;
    for &user_id in members {
        domain.member_changed(channel_id, user_id).await?;
    }
    for &user_id in members {
        let audience = Audience { channel_id: Some(channel_id), ..Audience::user(user_id) };
        domain.say(EventKind::GroupAdded { teammate_ids: members.to_vec() }, audience).await;
    }
    Ok(())
}
