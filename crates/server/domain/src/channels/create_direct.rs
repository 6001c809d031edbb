use countersign_primitives::UserId;
use countersign_server_rules::{
    channel::ChannelKind,
    error::{invalid_body_param, known},
    names::direct_channel_name,
    permissions::{Action, Permission, Target},
};

use crate::{
    caller::Caller,
    channels::create_channel::{new_channel, new_member},
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::ChannelState,
    ports::store::ChannelFilter,
};

/// The direct channel of two people (or of one with oneself), made when it is missing. `asked` holds one or two ids.
///
/// # Errors
/// 400 for other numbers of ids and for strangers, 403 when the caller is not among them.
pub async fn create_direct(domain: &Domain, caller: &Caller, asked: &[UserId]) -> Result<ChannelState> {
    let (one, other) = match *asked {
        [one] => (one, one),
        [one, other] => (one, other),
        _ => return Err(invalid_body_param("user_ids").into()),
    };
    let target = Target::other().in_channel(ChannelKind::Direct);
    domain.require(caller, Action::CreateChannel, target)?;
    let me = caller.user_id();
    if one != me && other != me && !domain.access(caller).allows(Permission::ManageSystem) {
        return Err(known::CONTEXT_PERMISSIONS.into());
    }
    let is_restricted = domain.settings().team_settings.restrict_direct_message == "team";
    if is_restricted && one != other && !domain.access(caller).allows(Permission::ManageSystem) {
        require_common_team(domain, one, other).await?;
    }
    ensure_direct(domain, me, one, other).await
}

/// Where only people of one team may write to each other: bots may, and who does so already may go on.
async fn require_common_team(domain: &Domain, one: UserId, other: UserId) -> Result<()> {
    let users = domain.store().users_by_ids(&[one, other]).await?;
    if users.iter().any(|user| user.bot.is_some()) {
        return Ok(());
    }
    let name = direct_channel_name(one, other);
    let of_one = domain.store().channels_of(one, ChannelFilter { team_id: None, deleted_since: None }).await?;
    if of_one.iter().any(|state| state.channel.team_id.is_none() && state.channel.name == name) {
        return Ok(());
    }
    let teams_of_one = domain.store().team_memberships_of(one).await?;
    let teams_of_other = domain.store().team_memberships_of(other).await?;
    let is_common = teams_of_one.iter().any(|own| teams_of_other.iter().any(|their| their.team_id == own.team_id));
    if is_common { Ok(()) } else { Err(known::CHANNEL_CREATE_CHANNEL_DIRECT_CHANNEL_TEAM_RESTRICTED_ERROR.into()) }
}

/// The direct channel of two people, made by `me` when it is missing.
///
/// # Errors
/// 400 for strangers.
pub(crate) async fn ensure_direct(domain: &Domain, me: UserId, one: UserId, other: UserId) -> Result<ChannelState> {
    for user_id in [one, other] {
        domain.find_user(user_id).await?.ok_or(known::CHANNEL_CREATE_DIRECT_CHANNEL_INVALID_USER)?;
    }
    let mut channel = new_channel(domain, None, ChannelKind::Direct, &direct_channel_name(one, other), "");
    channel.creator_id = Some(me);
    let mut members = vec![new_member(channel.id, one, false, channel.create_at)];
    if one != other {
        members.push(new_member(channel.id, other, false, channel.create_at));
    }
    let direct = domain.store().direct_channel(channel, members).await?;
    if direct.created {
        let channel_id = direct.state.channel.id;
        domain.member_changed(channel_id, one).await?;
        domain.member_changed(channel_id, other).await?;
        let teammate_id = if one == me { other } else { one };
        let added = EventKind::DirectAdded { creator_id: me, teammate_id };
        domain.say(added, Audience::channel(channel_id)).await;
    }
    Ok(direct.state)
}
