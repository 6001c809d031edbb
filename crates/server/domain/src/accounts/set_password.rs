use std::sync::Arc;

use countersign_primitives::{Secret, UserId};
use countersign_server_rules::{
    error::{invalid_body_param, known},
    password::{check_lockout, check_password},
    permissions::{Action, Target},
};

use crate::{
    accounts::hashing,
    caller::Caller,
    domain::Domain,
    error::Result,
    model::User,
    ports::{
        bus::Change,
        store::{SessionSelection, Wipe},
    },
};

/// Sets a password. One's own needs the one before, so that a session that was left open is not enough; wrong ones are
/// counted as when signing in. Where the settings say so, the user's other sessions end.
///
/// # Errors
/// 403 for somebody else's, 404 for no account, 400 for a wrong password, for one that is too weak, and for accounts
/// that have none; 401 for an account that is locked.
pub async fn set_password(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    current: Secret<String>,
    new: Secret<String>,
) -> Result<()> {
    let own = caller.user_id() == user_id;
    if !own {
        domain.require(caller, Action::ResetCredentials, Target::other())?;
    }
    let user = domain.user(user_id).await?;
    if user.bot.is_some() || !user.auth_service.is_empty() {
        return Err(known::USER_UPDATE_PASSWORD_OAUTH.into());
    }
    if own {
        prove(domain, &user, current).await?;
    }
    check_password(new.expose(), &domain.settings().password_settings.policy())?;
    let hash = hashing::hash(domain, new).await?;
    domain.store().set_password(user_id, hash, Some(domain.now())).await?;
    domain.changed(Change::User(user_id));
    if domain.settings().service_settings.terminate_sessions_on_password_change {
        let except = caller.session.id;
        let which = if own { SessionSelection::Others { user_id, except } } else { SessionSelection::AllOf(user_id) };
        let wipe = Wipe::Devices(Arc::clone(domain.random()));
        domain.sessions_ended(domain.store().end_sessions(which, wipe, domain.now()).await?);
    }
    Ok(())
}

async fn prove(domain: &Domain, user: &User, current: Secret<String>) -> Result<()> {
    if current.expose().is_empty() {
        return Err(invalid_body_param("current_password").into());
    }
    let credentials = domain.store().credentials(user.id).await?.ok_or(known::USER_MISSING_ACCOUNT)?;
    let most = domain.settings().service_settings.maximum_login_attempts;
    check_lockout(credentials.failed_attempts, most)?;
    if hashing::verify(domain, Some(credentials.password_hash), current).await?.is_right {
        return Ok(());
    }
    domain.store().count_failed_attempt(user.id).await?;
    domain.changed(Change::User(user.id));
    Err(known::USER_UPDATE_PASSWORD_INCORRECT.into())
}

/// Forgets wrong passwords, so that a locked account opens again.
///
/// # Errors
/// 403 for all but administrators, 404 for no account.
pub async fn reset_failed_attempts(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<()> {
    domain.require(caller, Action::ResetCredentials, Target::other())?;
    domain.user(user_id).await?;
    domain.store().reset_failed_attempts(user_id).await?;
    domain.changed(Change::User(user_id));
    Ok(())
}
