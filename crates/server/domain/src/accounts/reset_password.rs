use std::sync::Arc;

use countersign_primitives::Secret;
use countersign_server_rules::{
    error::{invalid_body_param, known},
    password::check_password,
};

use crate::{
    accounts::{
        hashing,
        mail_token::{Purpose, find, is_token, issue},
    },
    domain::Domain,
    error::Result,
    model::User,
    ports::{
        bus::Change,
        mailer::Letter,
        store::{SessionSelection, Wipe},
    },
};

/// Writes to an address how its owner can set another password. Whether anybody has this address is not told, neither by
/// the answer nor by how long it takes: the letter leaves afterwards.
///
/// # Errors
/// 400 without an address, 501 when there is no mail server.
pub async fn send_password_reset(domain: &Domain, email: &str) -> Result<()> {
    if email.is_empty() {
        return Err(invalid_body_param("email").into());
    }
    if !domain.mailer().is_configured() {
        return Err(known::USER_SEND_PASSWORD_RESET_NO_MAIL.into());
    }
    let (domain, email) = (domain.clone(), email.to_lowercase());
    tokio::spawn(async move {
        if let Err(error) = write(&domain, &email).await {
            tracing::error!(%error, "the token of a letter could not be kept");
        }
    });
    Ok(())
}

async fn write(domain: &Domain, email: &str) -> Result<()> {
    let Some(user) = domain.store().user_by_login(email).await? else { return Ok(()) };
    if user.email != email || !has_password(&user) {
        return Ok(());
    }
    let Some(token) = issue(domain, Purpose::ResetPassword, &user).await? else { return Ok(()) };
    let settings = domain.settings();
    let (site, name) = (settings.service_settings.site_url.trim_end_matches('/'), &settings.team_settings.site_name);
    let letter = Letter {
        to: user.email,
        subject: format!("[{name}] Set another password"),
        body: format!(
            "Somebody, probably you, asked to set another password for your account on {site}.\n\n\
             This link works once, for 24 hours:\n\n{site}/reset_password_complete?token={token}\n\n\
             If it was not you, nothing has to be done: your password stays as it is.\n"
        ),
    };
    if let Err(error) = domain.mailer().send(letter).await {
        tracing::error!(%error, "a letter did not leave");
    }
    Ok(())
}

/// Whether an account signs in with a password of its own, and may.
fn has_password(user: &User) -> bool {
    user.is_active() && user.bot.is_none() && user.auth_service.is_empty()
}

/// Sets another password for whoever has a letter's token. The token counts once, wrong passwords are forgotten, and
/// where the settings say so all sessions end.
///
/// # Errors
/// 400 for what is no token, one that leads nowhere or is too old, and for a password that is too weak; the token can be
/// used again then.
pub async fn reset_password(domain: &Domain, token: &str, new: Secret<String>) -> Result<()> {
    if !is_token(token) {
        return Err(invalid_body_param("token").into());
    }
    let found = find(domain, Purpose::ResetPassword, token).await?.ok_or(known::USER_RESET_PASSWORD_INVALID_LINK)?;
    if found.is_expired {
        found.take(domain).await?;
        return Err(known::USER_RESET_PASSWORD_LINK_EXPIRED.into());
    }
    let user = domain.user(found.user_id).await?;
    if user.email != found.email || !has_password(&user) {
        return Err(known::USER_RESET_PASSWORD_INVALID_LINK.into());
    }
    check_password(new.expose(), &domain.settings().password_settings.policy())?;
    let hash = hashing::hash(domain, new).await?;
    if !found.take(domain).await? {
        return Err(known::USER_RESET_PASSWORD_INVALID_LINK.into());
    }
    domain.store().set_password(user.id, hash, Some(domain.now())).await?;
    domain.store().reset_failed_attempts(user.id).await?;
    domain.changed(Change::User(user.id));
    if domain.settings().service_settings.terminate_sessions_on_password_change {
        let wipe = Wipe::Devices(Arc::clone(domain.random()));
        let which = SessionSelection::AllOf(user.id);
        domain.sessions_ended(domain.store().end_sessions(which, wipe, domain.now()).await?);
    }
    Ok(())
}
