use std::time::Duration;

use countersign_primitives::{Secret, SessionId, UserId};
use countersign_server_rules::{
    error::known,
    login::{
        LoginAccount, SignInWays, check_after_password, check_before_password, check_password_given,
        invalid_credentials, normal_login_id,
    },
    session::{MAX_SESSIONS_PER_USER, SessionKind, SessionLengths, SessionOrigin, UserAgent, session_props},
};

use crate::{
    accounts::{self, SeenUser},
    domain::Domain,
    error::Result,
    model::{Session, TokenHash, User},
    ports::bus::Change,
    settings::Settings,
};

/// Which account somebody says is theirs.
#[derive(Clone, Debug)]
pub enum Credential {
    /// By user name or e-mail address.
    Login(String),
    /// By the account's id.
    Id(UserId),
}

/// Somebody wants in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Into which account.
    pub who: Credential,
    /// The password.
    pub password: Secret<String>,
    /// A code of the second factor; empty for none.
    pub code: String,
    /// The device, `platform:token`; empty for none. Longer than 512 bytes is refused.
    pub device_id: String,
    /// The client's `User-Agent`.
    pub user_agent: String,
}

/// Somebody is in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub user: SeenUser,
    /// The session.
    pub session_id: SessionId,
    /// The session's token, in clear for the only time.
    pub token: Secret<String>,
    /// The token against foreign pages that use the cookie.
    pub csrf: String,
    /// How long cookies last.
    pub cookie_lifetime: Duration,
}

/// Signs somebody in.
///
/// # Errors
/// 400 without a password; 401 for everything a stranger may know: deactivated, bot, locked, not confirmed, and one
/// refusal for the rest.
pub async fn sign_in(domain: &Domain, attempt: SignIn) -> Result<SignedIn> {
    check_password_given(attempt.password.expose())?;
    if attempt.device_id.len() > MAX_DEVICE_ID_BYTES || attempt.device_id.contains('\0') {
        return Err(known::USER_ATTACH_DEVICE_ID_INVALID_DEVICE_ID.into());
    }
    let settings = domain.settings();
    let ways = ways(&settings);
    let Some(user) = find(domain, &attempt.who, ways).await? else {
        accounts::verify(domain, None, attempt.password.clone()).await?;
        return Err(invalid_credentials(ways).into());
    };
    let user = prove(domain, &settings, user, &attempt).await?;
    open_session(domain, &settings, &user, &attempt).await
}

/// The user name of the account that somebody says is theirs; `None` when there is no such account.
///
/// # Errors
/// The store does not work.
pub async fn claimed_name(domain: &Domain, who: &Credential) -> Result<Option<String>> {
    let ways = ways(&domain.settings());
    Ok(find(domain, who, ways).await?.map(|user| user.username))
}

/// Longest device id.
const MAX_DEVICE_ID_BYTES: usize = 512;

fn ways(settings: &Settings) -> SignInWays {
    SignInWays {
        email: settings.email_settings.enable_sign_in_with_email,
        username: settings.email_settings.enable_sign_in_with_username,
        sso: false,
    }
}

async fn find(domain: &Domain, who: &Credential, ways: SignInWays) -> Result<Option<User>> {
    match who {
        Credential::Id(id) => Ok(domain.store().user(*id).await?),
        Credential::Login(login) => {
            let login = normal_login_id(login);
            let found = domain.store().user_by_login(&login).await?;
            Ok(found.filter(|user| if user.username == login { ways.username } else { ways.email }))
        }
    }
}

/// Whether the account may be signed in to, and whether this is its password.
async fn prove(domain: &Domain, settings: &Settings, user: User, attempt: &SignIn) -> Result<User> {
    let password = &attempt.password;
    let credentials = domain.store().credentials(user.id).await?;
    let account = LoginAccount {
        is_deactivated: !user.is_active(),
        is_bot: user.bot.is_some(),
        is_remote: false,
        failed_attempts: credentials.as_ref().map_or(0, |credentials| credentials.failed_attempts),
        email_verified: user.email_verified,
        has_other_provider: !user.auth_service.is_empty(),
    };
    check_before_password(&account, settings.service_settings.maximum_login_attempts)?;
    let stored = credentials.map(|credentials| credentials.password_hash);
    let verdict = accounts::verify(domain, stored, password.clone()).await?;
    if !verdict.is_right || account.has_other_provider {
        domain.store().count_failed_attempt(user.id).await?;
        domain.changed(Change::User(user.id));
        return Err(invalid_credentials(ways(settings)).into());
    }
    if let Err(error) = accounts::check_factor(domain, &user, &attempt.code).await {
        // Asking for the code is no guess.
        if !attempt.code.is_empty() && error.refusal().is_some() {
            domain.store().count_failed_attempt(user.id).await?;
            domain.changed(Change::User(user.id));
        }
        return Err(error);
    }
    check_after_password(&account, settings.email_settings.require_email_verification)?;
    if verdict.needs_rehash {
        let hash = accounts::hash(domain, password.clone()).await?;
        domain.store().set_password(user.id, hash, None).await?;
    }
    Ok(user)
}

async fn open_session(domain: &Domain, settings: &Settings, user: &User, attempt: &SignIn) -> Result<SignedIn> {
    let random = domain.random().as_ref();
    let token = SessionId::generate(random).to_string();
    let csrf = SessionId::generate(random).to_string();
    let now = domain.now();
    let agent = UserAgent(&attempt.user_agent);
    let kind = SessionKind::of(!attempt.device_id.is_empty(), agent.is_mobile(), false);
    let lengths = lengths(settings);
    let session = Session {
        id: SessionId::generate(random),
        user_id: user.id,
        token_hash: TokenHash::of(&token),
        create_at: now,
        expires_at: now + lengths.of(kind),
        last_activity_at: now,
        device_id: attempt.device_id.clone(),
        roles: user.roles.clone(),
        is_oauth: false,
        expired_notify: false,
        props: session_props(&SessionOrigin {
            user_agent: agent,
            is_mobile: kind == SessionKind::Mobile,
            is_saml: false,
            is_oauth_user: false,
            is_guest: user.has_role("system_guest"),
            csrf: &csrf,
        }),
    };
    let (session_id, token_hash) = (session.id, session.token_hash);
    let ended = domain.store().sign_in(session, MAX_SESSIONS_PER_USER).await?;
    domain.sessions_ended(ended);
    domain.changed(Change::Session(token_hash));
    domain.changed(Change::Devices(user.id));
    domain.changed(Change::User(user.id));
    let user = domain.user(user.id).await?;
    let user = accounts::seen(&user, true, &settings.privacy_settings);
    Ok(SignedIn { user, session_id, token: Secret::new(token), csrf, cookie_lifetime: lengths.of(SessionKind::Web) })
}

/// How long sessions last, by the settings.
pub(super) fn lengths(settings: &Settings) -> SessionLengths {
    let hours = |hours: u32| Duration::from_secs(u64::from(hours) * 3600);
    let service = &settings.service_settings;
    SessionLengths {
        mobile: hours(service.session_length_mobile_in_hours),
        web: hours(service.session_length_web_in_hours),
        sso: hours(service.session_length_sso_in_hours),
    }
}

impl SignedIn {
    /// The id of who is in.
    pub fn user_id(&self) -> UserId {
        self.user.user.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_do_not_print() {
        let attempt = SignIn {
            who: Credential::Login("ana".to_owned()),
            password: Secret::new("hunter2".to_owned()),
            code: String::new(),
            device_id: String::new(),
            user_agent: String::new(),
        };
        assert!(!format!("{attempt:?}").contains("hunter2"));
    }
}
