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
    model::User,
    ports::store::{BotFilter, Page, Wipe},
};

/// Activates or deactivates an account. Deactivating ends every session, closes every socket and tells every device to
/// wipe; the sessions and the orders to wipe are one transaction.
///
/// # Errors
/// 403 without the right, 401 for one's own account where that is not offered, 404 for none.
pub async fn set_active(domain: &Domain, caller: &Caller, user_id: UserId, active: bool) -> Result<()> {
    check_allowed(domain, caller, user_id, active)?;
    switch(domain, user_id, active).await?;
    if !active {
        disable_bots_of(domain, user_id).await?;
    }
    Ok(())
}

/// Activates or deactivates an account, and tells everybody.
pub(crate) async fn switch(domain: &Domain, user_id: UserId, active: bool) -> Result<Arc<User>> {
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
    let user = Arc::new(user);
    seen::say_updated(domain, Arc::clone(&user)).await;
    domain.say(EventKind::UserActivationChanged, Audience::everybody()).await;
    Ok(user)
}

/// Switches off the bots of somebody who was deactivated, where the server's settings say so.
async fn disable_bots_of(domain: &Domain, owner_id: UserId) -> Result<()> {
    if !domain.settings().service_settings.disable_bots_when_owner_is_deactivated {
        return Ok(());
    }
    let filter = BotFilter { owner_id: Some(owner_id), ..BotFilter::default() };
    // Those that are switched off leave the list, so that the first page is always the next.
    loop {
        let bots = domain.store().bots(filter, Page { number: 0, size: 100 }).await?;
        if bots.is_empty() {
            return Ok(());
        }
        for bot in bots {
            switch(domain, bot.id, false).await?;
        }
    }
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
