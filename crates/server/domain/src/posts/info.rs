use std::sync::Arc;

use countersign_primitives::PostId;
use countersign_server_rules::{
    channel::ChannelKind,
    error::known,
    permissions::{Action, Permission, Target, check},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Channel, Team},
};

/// Where a post is, for somebody who follows a link to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostPlace {
    /// The channel.
    pub channel: Arc<Channel>,
    /// Its team; none for direct and group messages.
    pub team: Option<Team>,
    /// Whether the caller is in the channel.
    pub in_channel: bool,
    /// Whether the caller is in the team.
    pub in_team: bool,
}

/// Where a post is. Also for those who are not there yet, if they could join by themselves.
///
/// # Errors
/// 404 without such a post, and when the caller could not join.
pub async fn post_place(domain: &Domain, caller: &Caller, post_id: PostId) -> Result<PostPlace> {
    let post = domain.store().post(post_id).await?.ok_or(known::POST_GET)?;
    let channel = domain.channel(post.channel_id).await?;
    let in_channel = domain.membership(channel.id, caller.user_id()).await?.is_some();
    let (team, in_team) = match channel.team_id {
        Some(team_id) => {
            let member = domain.team_membership(team_id, caller.user_id()).await?;
            (domain.store().team(team_id).await?, member.is_some())
        }
        None => (None, false),
    };
    let manages = domain.access(caller).allows(Permission::ManageSystem);
    let may_enter_team = in_team || team.as_ref().is_some_and(|team| may_join(domain, caller, team));
    let may_enter = channel.kind == ChannelKind::Public && may_enter_team;
    if in_channel || may_enter || (manages && !channel.kind.is_direct_or_group()) {
        return Ok(PostPlace { channel, team, in_channel, in_team });
    }
    Err(known::POST_GET.into())
}

fn may_join(domain: &Domain, caller: &Caller, team: &Team) -> bool {
    let target = Target { open_team: team.allow_open_invite, ..Target::owned(true) };
    check(caller.user_id(), &domain.access(caller), Action::JoinTeam, target).is_ok()
}
