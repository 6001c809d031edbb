use std::sync::Arc;

use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    ports::bus::Change,
    posts::{Notice, post_notice},
};

/// Removes somebody from a team and all its channels, or leaves it.
///
/// # Errors
/// 403 where the caller may not remove, 404 without such a member.
pub async fn remove_member(domain: &Domain, caller: &Caller, team_id: TeamId, user_id: UserId) -> Result<()> {
    let own = caller.user_id() == user_id;
    domain.require_in_team(caller, team_id, Action::RemoveTeamMember, Target::owned(own)).await?;
    let user = domain.user(user_id).await?;
    let left = domain.store().leave_team(team_id, user_id, domain.now()).await?;
    let left = left.ok_or(known::TEAM_GET_MEMBER_MISSING)?;
    domain.changed(Change::TeamMember(team_id, user_id));
    for channel_id in left {
        domain.member_changed(channel_id, user_id).await?;
    }
    if let Some(square) = domain.store().channel_by_name(team_id, "town-square", false).await? {
        let notice = if own { Notice::LeftTeam } else { Notice::RemovedFromTeam };
        post_notice(domain, &Arc::new(square.channel), &user, &notice).await?;
    }
    let gone = || EventKind::LeftTeam { team_id, user_id };
    domain.say(gone(), Audience::team(team_id).without(user_id)).await;
    domain.say(gone(), Audience::user(user_id)).await;
    Ok(())
}
