use countersign_primitives::UserId;
use countersign_server_rules::permissions::{Action, Target};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Session, TeamMember},
};

/// A session in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSession {
    /// The session.
    pub session: Session,
    /// The user's memberships of teams.
    pub team_members: Vec<TeamMember>,
}

/// A user's sessions, the most recently used first.
///
/// # Errors
/// 403 for somebody else's.
pub async fn list_sessions(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<Vec<ListedSession>> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let sessions = domain.store().sessions_of(user_id).await?;
    if sessions.is_empty() {
        return Ok(Vec::new());
    }
    let team_members = domain.store().team_memberships_of(user_id).await?;
    let listed = |session| ListedSession { session, team_members: team_members.clone() };
    Ok(sessions.into_iter().map(listed).collect())
}
