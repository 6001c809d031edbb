use std::sync::Arc;

use countersign_primitives::{ChannelId, PostId, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    error::{invalid_body_param, known},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    channels::{SeenMember, create_channel::new_member},
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Channel, User},
    posts::{Notice, post_notice_under},
};

/// Adds somebody to a channel, or joins it. Who is a member already stays one.
///
/// # Errors
/// 404 without such a channel or user, 403 where the caller may not add, 400 for direct and group channels and for
/// people who are not in the team.
pub async fn add_member(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    user_id: UserId,
) -> Result<SeenMember> {
    add_member_under(domain, caller, channel_id, user_id, None).await
}

/// The same, told of in a thread of the channel.
///
/// # Errors
/// As [`add_member`], and 400 for a root that is none of the channel.
pub async fn add_member_under(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    user_id: UserId,
    root_id: Option<PostId>,
) -> Result<SeenMember> {
    let channel = domain.channel(channel_id).await?;
    if channel.kind.is_direct_or_group() {
        return Err(known::CHANNEL_ADD_USER_TO_CHANNEL_TYPE.into());
    }
    require(domain, caller, &channel, user_id).await?;
    if let Some(root_id) = root_id {
        let root = domain.store().post(root_id).await?.filter(|root| root.channel_id == channel_id);
        root.ok_or_else(|| invalid_body_param("post_root_id"))?;
    }
    let user = domain.user(user_id).await?;
    if let Some(team_id) = channel.team_id {
        domain.team_membership(team_id, user_id).await?.ok_or(known::TEAM_GET_MEMBER_MISSING)?;
    }
    let (member, is_new) = domain.store().join_channel(new_member(channel_id, user_id, false, domain.now())).await?;
    if is_new {
        domain.member_changed(channel_id, user_id).await?;
        tell(domain, caller, &channel, &user, root_id).await?;
    }
    Ok(SeenMember::by(caller.user_id(), member))
}

async fn require(domain: &Domain, caller: &Caller, channel: &Channel, user_id: UserId) -> Result<()> {
    let own = caller.user_id() == user_id;
    let joins = own && channel.kind == ChannelKind::Public;
    let action = if joins { Action::JoinChannel } else { Action::AddChannelMember };
    domain.require_in_channel(caller, channel, action, Target::owned(own)).await
}

async fn tell(
    domain: &Domain,
    caller: &Caller,
    channel: &Arc<Channel>,
    user: &User,
    root_id: Option<PostId>,
) -> Result<()> {
    let added = || EventKind::UserAdded { user_id: user.id, team_id: channel.team_id };
    let to_channel = Audience::channel(channel.id);
    domain.say(added(), to_channel.clone().without(user.id)).await;
    domain.say(added(), Audience { user_id: Some(user.id), ..to_channel }).await;
    let own = caller.user_id() == user.id;
    let notice = if own { Notice::Joined } else { Notice::Added(user) };
    post_notice_under(domain, channel, &caller.user, &notice, root_id).await
}
