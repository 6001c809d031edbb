use std::sync::Arc;

use countersign_primitives::UserId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target, check},
    status::PresenceEvent,
};

use crate::{
    accounts::seen,
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    ports::store::Wipe,
};

/// Activates or deactivates an account. Deactivating ends every session, closes every socket and tells every device to
/// wipe; the sessions and the orders to wipe are one transaction.
///
/// # Errors
/// 403 without the right, 401 for one's own account where that is not offered, 404 for none.
pub async fn set_active(domain: &Domain, caller: &Caller, user_id: UserId, active: bool) -> Result<()> {
    check_allowed(domain, caller, user_id, active)?;
    let now = domain.now();
    let user = if active {
        domain.store().activate_user(user_id, now).await?.ok_or(known::USER_MISSING_ACCOUNT)?
    } else {
        let wipe = Wipe::Devices(Arc::clone(domain.random()));
        let outcome = domain.store().deactivate_user(user_id, wipe, now).await?;
        let (user, ended) = outcome.ok_or(known::USER_MISSING_ACCOUNT)?;
        domain.sessions_ended(ended);
        let away_after = std::time::Duration::ZERO;
        domain.presence().apply(user_id, PresenceEvent::Deactivated, now, away_after).await?;
        user
    };
    domain.activation_changed(user_id).await?;
    seen::say_updated(domain, Arc::new(user)).await;
    domain.say(EventKind::UserActivationChanged, Audience::everybody()).await;
    Ok(())
}

fn check_allowed(domain: &Domain, caller: &Caller, user_id: UserId, active: bool) -> Result<()> {
    let own = caller.user_id() == user_id;
    if own && !active && !domain.settings().team_settings.enable_user_deactivation {
        return Err(known::USER_UPDATE_ACTIVE_NOT_ENABLE.into());
    }
    let target = Target::owned(own && !active);
    let allowed = check(caller.user_id(), &domain.access(caller), Action::SetUserActive, target);
    Ok(allowed.map_err(|_| known::USER_UPDATE_ACTIVE_PERMISSIONS)?)
}
