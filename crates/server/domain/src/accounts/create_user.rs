use std::{collections::BTreeMap, sync::Arc};

use countersign_primitives::{Secret, TimestampMs, UserId};
use countersign_server_rules::{
    error::{RuleError, invalid_body_param, known},
    names::{ProfileTexts, check_email, check_locale, check_profile, check_username, normal_username},
    notify_props::user_defaults,
    password::check_password,
    permissions::Permission,
};

use crate::{
    accounts::{hashing, seen},
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Preference, SeenUser, User},
    ports::store::{NameTaken, NewUser},
};

/// Roles of an installation's first account.
const FIRST_ROLES: &str = "system_admin system_user";
/// Roles of all others.
const ROLES: &str = "system_user";

/// An account to make.
#[derive(Clone, Debug, Default)]
pub struct NewAccount {
    /// User name; kept in lower case.
    pub username: String,
    /// E-mail address; kept in lower case.
    pub email: String,
    /// Password.
    pub password: Secret<String>,
    /// Chosen name.
    pub nickname: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Job title.
    pub position: String,
    /// Language; empty is English.
    pub locale: String,
    /// Time zone; empty is the usual one.
    pub timezone: BTreeMap<String, String>,
    /// Notification settings; missing ones have their defaults.
    pub notify_props: BTreeMap<String, String>,
}

/// Makes an account. The first one of an installation becomes its administrator; later ones are made by administrators,
/// or by anybody where the server is open.
///
/// # Errors
/// Texts that may not be, names that are taken, a server that is not open.
pub async fn create_user(domain: &Domain, caller: Option<&Caller>, new: NewAccount) -> Result<SeenUser> {
    check_allowed(domain, caller).await?;
    let user = create(domain, new, ROLES).await?;
    let settings = domain.settings();
    let whole = caller.is_none_or(|caller| seen::sees_everything(domain, caller));
    Ok(seen::seen(&user, whole, &settings.privacy_settings))
}

/// Makes an account for somebody who has the invitation link of a team: also where the server is not open.
///
/// # Errors
/// Texts that may not be, names that are taken, a server where nobody makes accounts.
pub async fn create_invited_user(domain: &Domain, new: NewAccount) -> Result<SeenUser> {
    check_sign_up(domain)?;
    let user = create(domain, new, ROLES).await?;
    Ok(seen::seen(&user, true, &domain.settings().privacy_settings))
}

/// Makes an administrator's account, at the order of whoever runs the machine.
///
/// # Errors
/// Texts that may not be, names that are taken.
pub async fn create_administrator(domain: &Domain, new: NewAccount) -> Result<SeenUser> {
    let user = create(domain, new, FIRST_ROLES).await?;
    Ok(seen::seen(&user, true, &domain.settings().privacy_settings))
}

async fn create(domain: &Domain, new: NewAccount, roles: &str) -> Result<User> {
    let user = User { roles: roles.to_owned(), ..account(domain, &new)? };
    check_password(new.password.expose(), &domain.settings().password_settings.policy())?;
    let password_hash = hashing::hash(domain, new.password.clone()).await?;
    let preferences = first_preferences(user.id);
    let new = NewUser { user, password_hash, first_user_roles: FIRST_ROLES.to_owned(), preferences };
    let user = domain.store().create_user(new).await?.map_err(taken)?;
    // A look for this account may have been remembered as in vain.
    domain.user_changed(user.id).await?;
    domain.say(EventKind::NewUser(user.id), Audience::everybody()).await;
    Ok(user)
}

async fn check_allowed(domain: &Domain, caller: Option<&Caller>) -> Result<()> {
    let manages = |caller: &Caller| domain.access(caller).allows(Permission::SysconsoleWriteUserManagementUsers);
    if caller.is_some_and(manages) {
        return Ok(());
    }
    check_sign_up(domain)?;
    if !domain.settings().team_settings.enable_open_server && domain.store().has_users().await? {
        return Err(known::USER_CREATE_USER_NO_OPEN_SERVER.into());
    }
    Ok(())
}

fn check_sign_up(domain: &Domain) -> Result<()> {
    let settings = domain.settings();
    if settings.email_settings.enable_sign_up_with_email && settings.team_settings.enable_user_creation {
        return Ok(());
    }
    Err(known::USER_CREATE_USER_SIGNUP_EMAIL_DISABLED.into())
}

fn account(domain: &Domain, new: &NewAccount) -> Result<User, RuleError> {
    let user = unchecked(domain, new);
    check(&user)?;
    Ok(user)
}

/// An account with what was wished for and the defaults of the rest, not looked at.
pub(crate) fn unchecked(domain: &Domain, new: &NewAccount) -> User {
    let now = domain.now();
    let mut notify_props = user_defaults();
    notify_props.extend(new.notify_props.clone());
    User {
        id: UserId::generate(domain.random().as_ref()),
        username: normal_username(&new.username),
        email: new.email.to_lowercase(),
        email_verified: false,
        auth_data: None,
        auth_service: String::new(),
        nickname: new.nickname.clone(),
        first_name: new.first_name.clone(),
        last_name: new.last_name.clone(),
        position: new.position.clone(),
        roles: ROLES.to_owned(),
        locale: if new.locale.is_empty() { "en".to_owned() } else { new.locale.clone() },
        timezone: Arc::new(if new.timezone.is_empty() { usual_timezone() } else { new.timezone.clone() }),
        props: Arc::default(),
        notify_props: Arc::new(notify_props),
        create_at: now,
        update_at: now,
        delete_at: TimestampMs::ZERO,
        last_password_update: now,
        last_picture_update: TimestampMs::ZERO,
        failed_attempts: 0,
        mfa_active: false,
        bot: None,
    }
}

/// Whether an account's texts may be kept.
pub(super) fn check(user: &User) -> Result<(), RuleError> {
    check_email(&user.email)?;
    check_without_address(user)
}

/// The same without a look at the address: bots have none that reaches anybody.
pub(crate) fn check_without_address(user: &User) -> Result<(), RuleError> {
    check_username(&user.username)?;
    check_locale(&user.locale)?;
    check_profile(&ProfileTexts {
        nickname: &user.nickname,
        first_name: &user.first_name,
        last_name: &user.last_name,
        position: &user.position,
    })?;
    let maps = [&user.timezone, &user.props, &user.notify_props];
    let texts = maps.into_iter().flat_map(|map| map.iter()).flat_map(|(key, value)| [key, value]);
    let size: usize = texts.clone().map(String::len).sum();
    if size > MAX_MAP_BYTES || texts.clone().any(|text| text.contains('\0')) {
        return Err(invalid_body_param("user"));
    }
    Ok(())
}

/// Most text in an account's maps together.
const MAX_MAP_BYTES: usize = 32_000;

fn usual_timezone() -> BTreeMap<String, String> {
    [("automaticTimezone", ""), ("manualTimezone", ""), ("useAutomaticTimezone", "true")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
}

fn first_preferences(user_id: UserId) -> Vec<Preference> {
    let preference = |category: &str, name: &str, value: &str| Preference {
        user_id,
        category: category.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
    };
    vec![
        preference("recommended_next_steps", "hide", "false"),
        preference("tutorial_step", user_id.as_str(), "0"),
        preference("system_notice", "GMasDM", "true"),
    ]
}

/// The refusal for a name somebody else has.
pub(crate) fn taken(taken: NameTaken) -> RuleError {
    match taken {
        NameTaken::Username => known::USER_SAVE_USERNAME_EXISTS,
        NameTaken::Email => known::USER_SAVE_EMAIL_EXISTS,
    }
}
