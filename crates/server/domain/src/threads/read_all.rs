use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::permissions::{Action, Target};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    pushes::update_badge,
};

/// Marks all threads that somebody follows in a team, and in direct and group messages, read.
///
/// # Errors
/// 403 for somebody else's, and in a team that the caller may not see.
pub async fn read_all(domain: &Domain, caller: &Caller, user_id: UserId, team_id: TeamId) -> Result<()> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    domain.store().read_all_threads(user_id, team_id, domain.now()).await?;
    let audience = Audience { team_id: Some(team_id), ..Audience::user(user_id) };
    domain.say(EventKind::AllThreadsRead, audience).await;
    update_badge(domain, user_id, Some(caller.session.id)).await
}
