use std::sync::Arc;

use countersign_primitives::{Secret, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
    totp::{SECRET_BYTES, check_activation_code, check_login_code, otpauth_uri, secret_text, verify_totp},
};

use crate::{accounts::seen, caller::Caller, domain::Domain, error::Result, model::User};

/// A fresh secret, for an authenticator app.
#[derive(Clone, Debug)]
pub struct OfferedFactor {
    /// As people type it: base32.
    pub secret: Secret<String>,
    /// As the app reads it from a QR code: an `otpauth` address, which holds the secret.
    pub address: Secret<String>,
}

/// Makes a secret. It counts once [`activate_factor`] gets a code of it; until then a factor that is active stays so.
///
/// # Errors
/// 501 where the server has no second factors, 403 for somebody else's, 404 for no account, 400 for accounts that sign
/// in elsewhere.
pub async fn offer_factor(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<OfferedFactor> {
    let user = require(domain, caller, user_id).await?;
    let mut bytes = [0; SECRET_BYTES];
    domain.random().fill(&mut bytes);
    let secret = secret_text(bytes);
    let settings = domain.settings();
    let site = settings.service_settings.site_url.as_str();
    let site = site.split_once("://").map_or(site, |(_, rest)| rest).trim_start_matches("www.");
    let address = otpauth_uri(site, &user.email, &secret);
    domain.store().offer_second_factor(user_id, Secret::new(secret.clone())).await?;
    Ok(OfferedFactor { secret: Secret::new(secret), address: Secret::new(address) })
}

/// Makes the secret that was offered last the account's second factor, by a code of it.
///
/// # Errors
/// As [`offer_factor`]; 401 for a wrong code, 400 for something that is no code.
pub async fn activate_factor(domain: &Domain, caller: &Caller, user_id: UserId, code: &str) -> Result<()> {
    require(domain, caller, user_id).await?;
    let pending = domain.store().second_factor(user_id).await?.map(|factor| factor.pending);
    let pending = pending.filter(|pending| !pending.expose().is_empty()).ok_or(known::MFA_ACTIVATE)?;
    let steps = check_activation_code(verify_totp(pending.expose(), code, now_secs(domain), &[]))?;
    let activated = domain.store().activate_second_factor(user_id, pending, steps, domain.now()).await?;
    tell(domain, activated.ok_or(known::MFA_ACTIVATE)?).await
}

/// Takes the second factor away.
///
/// # Errors
/// As [`offer_factor`].
pub async fn remove_factor(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<()> {
    require(domain, caller, user_id).await?;
    let user = domain.store().remove_second_factor(user_id, domain.now()).await?;
    tell(domain, user.ok_or(known::USER_MISSING_ACCOUNT)?).await
}

/// Whether a code lets somebody in whose password was right. Each code does so once.
///
/// # Errors
/// 401: no code, a wrong one, one that was used.
pub(crate) async fn check_factor(domain: &Domain, user: &User, code: &str) -> Result<()> {
    if !user.mfa_active || !domain.settings().service_settings.enable_multifactor_authentication {
        return Ok(());
    }
    let factor = domain.store().second_factor(user.id).await?.unwrap_or_default();
    let verdict = verify_totp(factor.secret.expose(), code, now_secs(domain), &factor.used);
    let steps = check_login_code(verdict)?;
    if domain.store().use_second_factor(user.id, factor.used, steps).await? {
        return Ok(());
    }
    Err(known::USER_CHECK_USER_MFA_BAD_CODE.into())
}

fn now_secs(domain: &Domain) -> i64 {
    domain.now().0.div_euclid(1000)
}

async fn require(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<Arc<User>> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    if caller.session.is_oauth {
        return Err(known::CONTEXT_PERMISSIONS.into());
    }
    if !domain.settings().service_settings.enable_multifactor_authentication {
        return Err(known::MFA_MFA_DISABLED.into());
    }
    let user = domain.user(user_id).await?;
    if user.bot.is_some() || !user.auth_service.is_empty() {
        return Err(known::USER_ACTIVATE_MFA_EMAIL_AND_LDAP_ONLY.into());
    }
    Ok(user)
}

async fn tell(domain: &Domain, user: User) -> Result<()> {
    domain.user_changed(user.id).await?;
    seen::say_updated(domain, Arc::new(user)).await;
    Ok(())
}
