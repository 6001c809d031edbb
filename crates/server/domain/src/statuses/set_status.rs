use countersign_primitives::UserId;
use countersign_server_rules::{
    permissions::{Action, Target},
    status::PresenceEvent,
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    statuses::{UserStatus, happenings},
};

/// A user chooses a presence; `wish` comes from [`countersign_server_rules::status::requested_status`]. It is stored
/// before it is answered.
///
/// # Errors
/// 403 for somebody else's, 404 without such a user.
pub async fn set_status(domain: &Domain, caller: &Caller, user_id: UserId, wish: PresenceEvent) -> Result<UserStatus> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    domain.user(user_id).await?;
    let change = happenings::apply(domain, user_id, wish).await?;
    domain.store().save_statuses(vec![(user_id, change.after)]).await?;
    let status = change.after.presence.status;
    domain.say(EventKind::StatusChange { user_id, status }, Audience::user(user_id)).await;
    Ok(UserStatus { user_id, record: change.after })
}
