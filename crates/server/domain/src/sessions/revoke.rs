use std::sync::Arc;

use countersign_primitives::{SessionId, UserId};
use countersign_server_rules::{
    error::invalid_body_param,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    ports::store::{SessionSelection, Wipe},
};

/// Ends one session of a user; its device is told to wipe.
///
/// # Errors
/// 403 for somebody else's, 400 when the session is not the user's.
pub async fn revoke_session(domain: &Domain, caller: &Caller, user_id: UserId, session_id: SessionId) -> Result<()> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let session = domain.store().session(session_id).await?.filter(|session| session.user_id == user_id);
    session.ok_or_else(|| invalid_body_param("session_id"))?;
    end(domain, SessionSelection::One(session_id)).await
}

/// Ends all sessions of a user; their devices are told to wipe.
///
/// # Errors
/// 403 for somebody else's.
pub async fn revoke_sessions_of(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<()> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    end(domain, SessionSelection::AllOf(user_id)).await
}

/// Ends everybody's sessions; all devices are told to wipe.
///
/// # Errors
/// 403 for all but administrators.
pub async fn revoke_all_sessions(domain: &Domain, caller: &Caller) -> Result<()> {
    domain.require(caller, Action::ManageServer, Target::other())?;
    end(domain, SessionSelection::Everybody).await
}

async fn end(domain: &Domain, which: SessionSelection) -> Result<()> {
    let wipe = Wipe::Devices(Arc::clone(domain.random()));
    let ended = domain.store().end_sessions(which, wipe, domain.now()).await?;
    domain.sessions_ended(ended);
    Ok(())
}
