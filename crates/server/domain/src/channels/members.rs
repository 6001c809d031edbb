use countersign_primitives::{ChannelId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result, model::ChannelMember, ports::store::Page};

/// A membership as somebody sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenMember {
    /// The membership.
    pub member: ChannelMember,
    /// Whether it is the viewer's own: others do not see until when somebody has read.
    pub own: bool,
}

impl SeenMember {
    /// A membership as a user sees it.
    pub fn by(viewer: UserId, member: ChannelMember) -> Self {
        Self { own: member.user_id == viewer, member }
    }
}

/// A membership.
///
/// # Errors
/// 403 when the caller may not see the channel, 404 without such a channel or member.
pub async fn get_member(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    user_id: UserId,
) -> Result<SeenMember> {
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadChannel, Target::other()).await?;
    let member = domain.store().channel_member(channel_id, user_id).await?;
    Ok(SeenMember::by(caller.user_id(), member.ok_or(known::CHANNEL_GET_MEMBER_MISSING)?))
}

/// A page of a channel's members.
///
/// # Errors
/// 403 when the caller may not see who is in the channel, 404 without such a channel.
pub async fn list_members(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    page: Page,
) -> Result<Vec<SeenMember>> {
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ListUsersOfChannel, Target::other()).await?;
    let members = domain.store().channel_members(channel_id, page).await?;
    Ok(members.into_iter().map(|member| SeenMember::by(caller.user_id(), member)).collect())
}

/// Those of the users who are members; a user twice is there twice.
///
/// # Errors
/// 403 when the caller may not see who is in the channel, 404 without such a channel.
pub async fn members_by_ids(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    users: &[UserId],
) -> Result<Vec<SeenMember>> {
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ListUsersOfChannel, Target::other()).await?;
    let mut found = Vec::new();
    for &user_id in users {
        let member = domain.store().channel_member(channel_id, user_id).await?;
        found.extend(member.map(|member| SeenMember::by(caller.user_id(), member)));
    }
    Ok(found)
}
