use std::sync::Arc;

use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    channels::new_member,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Channel, Team, TeamMember, User},
    ports::bus::Change,
    posts::{Notice, post_notice},
};

/// The channels everybody in a team is in.
const CHANNELS: [&str; 2] = ["town-square", "off-topic"];

/// Adds somebody to a team, or joins one that everybody may join. Who is a member already stays one.
///
/// # Errors
/// 404 without such a team or user, 403 where the caller may not add.
pub async fn add_member(domain: &Domain, caller: &Caller, team_id: TeamId, user_id: UserId) -> Result<TeamMember> {
    let team = active_team(domain.store().team(team_id).await?)?;
    let own = caller.user_id() == user_id;
    let target = Target { open_team: team.allow_open_invite, ..Target::owned(own) };
    let action = if own { Action::JoinTeam } else { Action::AddTeamMember };
    domain.require_in_team(caller, team_id, action, target).await?;
    let user = domain.find_user(user_id).await?.ok_or(known::TEAM_USER_MISSING_ACCOUNT)?;
    join(domain, &team, &user).await
}

/// Joins a team by the secret of its invitation link.
///
/// # Errors
/// 404 when no team has this secret.
pub async fn join_by_invite(domain: &Domain, caller: &Caller, invite_id: &str) -> Result<TeamMember> {
    let team = domain.store().team_by_invite(invite_id).await?;
    let team = team.ok_or(known::TEAM_GET_BY_INVITE_ID_FINDING)?;
    join(domain, &team, &caller.user).await
}

/// Joins somebody who was just given an account to the team of an invitation link.
///
/// # Errors
/// 404 when no team has this secret, and for nobody.
pub async fn join_invited(domain: &Domain, user_id: UserId, invite_id: &str) -> Result<TeamMember> {
    let team = team_of_invite(domain, invite_id).await?;
    let user = domain.find_user(user_id).await?.ok_or(known::TEAM_USER_MISSING_ACCOUNT)?;
    join(domain, &team, &user).await
}

/// What somebody sees of a team who has its invitation link.
///
/// # Errors
/// 404 when no team has this secret.
pub async fn team_of_invite(domain: &Domain, invite_id: &str) -> Result<Team> {
    Ok(domain.store().team_by_invite(invite_id).await?.ok_or(known::TEAM_GET_BY_INVITE_ID_FINDING)?)
}

/// Whether all of these exist, before any is added.
///
/// # Errors
/// 404 when one does not.
pub async fn check_candidates(domain: &Domain, users: impl IntoIterator<Item = UserId> + Send) -> Result<()> {
    let users: Vec<UserId> = users.into_iter().collect();
    for user_id in users {
        domain.find_user(user_id).await?.ok_or(known::TEAM_USER_MISSING_ACCOUNT)?;
    }
    Ok(())
}

fn active_team(team: Option<Team>) -> Result<Team> {
    Ok(team.filter(|team| team.delete_at.is_zero()).ok_or(known::TEAM_GET_FIND)?)
}

async fn join(domain: &Domain, team: &Team, user: &Arc<User>) -> Result<TeamMember> {
    let now = domain.now();
    require_room(domain, team.id, user.id).await?;
    let channels = default_channels(domain, team.id).await?;
    let member = TeamMember::new(team.id, user.id, false, now);
    let of = channels.iter().map(|channel| new_member(channel.id, user.id, false, now)).collect();
    let Some(joined) = domain.store().join_team(member.clone(), of).await? else {
        let existing = domain.store().team_member(team.id, user.id).await?;
        return Ok(existing.ok_or(known::TEAM_GET_MEMBER_MISSING)?);
    };
    domain.changed(Change::TeamMember(team.id, user.id));
    for &channel_id in &joined {
        domain.member_changed(channel_id, user.id).await?;
    }
    for channel in channels.iter().filter(|channel| joined.contains(&channel.id)) {
        tell(domain, team, channel, user).await?;
    }
    domain.say(EventKind::AddedToTeam(Box::new(member.clone())), Audience::user(user.id)).await;
    Ok(member)
}

/// Whether one more fits into a team; who is in it already always does.
async fn require_room(domain: &Domain, team_id: TeamId, user_id: UserId) -> Result<()> {
    let most = domain.settings().team_settings.max_users_per_team;
    if most <= 0 || domain.team_membership(team_id, user_id).await?.is_some() {
        return Ok(());
    }
    let (_, active) = domain.store().team_member_counts(team_id).await?;
    if active < most { Ok(()) } else { Err(known::TEAM_JOIN_USER_TO_TEAM_MAX_ACCOUNTS.into()) }
}

async fn tell(domain: &Domain, team: &Team, channel: &Arc<Channel>, user: &Arc<User>) -> Result<()> {
    let notice = if channel.name == CHANNELS[0] { Notice::JoinedTeam } else { Notice::Joined };
    post_notice(domain, channel, user, &notice).await?;
    let added = EventKind::UserAdded { user_id: user.id, team_id: Some(team.id) };
    domain.say(added, Audience::channel(channel.id)).await;
    Ok(())
}

/// The team's channels that everybody is in, but for archived ones.
async fn default_channels(domain: &Domain, team_id: TeamId) -> Result<Vec<Arc<Channel>>> {
    let mut channels = Vec::new();
    for name in CHANNELS {
        let found = domain.store().channel_by_name(team_id, name, false).await?;
        channels.extend(found.map(|state| Arc::new(state.channel)));
    }
    Ok(channels)
}
