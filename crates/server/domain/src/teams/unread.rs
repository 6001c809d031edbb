use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
    threads::ThreadTotals,
};

use crate::{caller::Caller, domain::Domain, error::Result, model::TeamUnread, threads::totals_of_team};

/// What is unread in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadOfTeam {
    /// In its channels.
    pub channels: TeamUnread,
    /// In the threads the user follows there; zeros where they were not asked for.
    pub threads: ThreadTotals,
}

/// What somebody has not read in each team; in threads only when asked for, and collapsed threads are possible.
///
/// # Errors
/// 403 for somebody else.
pub async fn unread_of_teams(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    with_threads: bool,
) -> Result<Vec<UnreadOfTeam>> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let mut unreads = Vec::new();
    for channels in domain.store().team_unreads(user_id, None).await? {
        let threads = if with_threads && domain.collapsed_threads().is_possible() {
            totals_of_team(domain, user_id, channels.team_id).await?
        } else {
            ThreadTotals::default()
        };
        unreads.push(UnreadOfTeam { channels, threads });
    }
    Ok(unreads)
}

/// What somebody has not read in the channels of one team.
///
/// # Errors
/// 403 for somebody else and in a team that the caller may not see, 404 when the user is no member.
pub async fn unread_of_team(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: TeamId,
) -> Result<UnreadOfTeam> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    let channels = domain.store().team_unreads(user_id, Some(team_id)).await?.pop();
    Ok(UnreadOfTeam { channels: channels.ok_or(known::TEAM_GET_MEMBER_MISSING)?, threads: ThreadTotals::default() })
}
