//! Signing in: in which order an account is looked at, and what a stranger may learn from a refusal.
//!
//! Source: golden `server-api/login-password.jsonl`, `login-lockout.jsonl`, `login-mfa.jsonl`, `deactivation.jsonl`,
//! `bots-webhooks.jsonl`.

use crate::{
    error::{RuleError, known},
    password::check_lockout,
};

/// An account that somebody wants to sign in to.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoginAccount {
    /// Whether it is deactivated.
    pub is_deactivated: bool,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// Whether it belongs to a remote server.
    pub is_remote: bool,
    /// Wrong attempts since the last right one.
    pub failed_attempts: i64,
    /// Whether the address is confirmed.
    pub email_verified: bool,
    /// Whether it signs in elsewhere: its password is not ours to check.
    pub has_other_provider: bool,
}

/// Which ways of signing in there are: strangers are told no more than that.
#[derive(Clone, Copy, Debug)]
pub struct SignInWays {
    /// `EnableSignInWithEmail`.
    pub email: bool,
    /// `EnableSignInWithUsername`.
    pub username: bool,
    /// Whether any of SAML, GitLab, Google, Office 365, `OpenID` Connect is on.
    pub sso: bool,
}

/// Before anything is looked up.
///
/// # Errors
/// 400 for an empty password.
pub fn check_password_given(password: &str) -> Result<(), RuleError> {
    if password.is_empty() { Err(known::USER_LOGIN_BLANK_PWD) } else { Ok(()) }
}

/// Before the password is looked at: what is refused whatever the password is.
///
/// # Errors
/// 401: deactivated, a bot, locked.
pub fn check_before_password(account: &LoginAccount, max_attempts: i64) -> Result<(), RuleError> {
    if account.is_deactivated {
        return Err(known::USER_LOGIN_INACTIVE);
    }
    if account.is_bot {
        return Err(known::USER_LOGIN_BOT_LOGIN_FORBIDDEN);
    }
    check_lockout(account.failed_attempts, max_attempts)
}

/// After password and second factor were right.
///
/// # Errors
/// 401: address not confirmed though it must be, account of a remote server.
pub fn check_after_password(account: &LoginAccount, requires_verified_email: bool) -> Result<(), RuleError> {
    if requires_verified_email && !account.email_verified && !account.has_other_provider {
        return Err(known::USER_LOGIN_NOT_VERIFIED);
    }
    if account.is_remote { Err(known::USER_LOGIN_REMOTE_USERS_LOGIN) } else { Ok(()) }
}

/// The refusal of a wrong password, an unknown account, and everything else a stranger must not tell apart.
pub fn invalid_credentials(ways: SignInWays) -> RuleError {
    match ways {
        SignInWays { sso: true, .. } => known::USER_LOGIN_INVALID_CREDENTIALS_SSO,
        SignInWays { email: false, username: true, .. } => known::USER_LOGIN_INVALID_CREDENTIALS_USERNAME,
        SignInWays { email: true, username: false, .. } => known::USER_LOGIN_INVALID_CREDENTIALS_EMAIL,
        SignInWays { .. } => known::USER_LOGIN_INVALID_CREDENTIALS_EMAIL_USERNAME,
    }
}

/// A login name as it is looked up: without blanks around, lower case. User names are tried when `username` is on,
/// addresses when `email` is.
pub fn normal_login_id(login_id: &str) -> String {
    login_id.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deactivated_account_says_so_before_a_lock_does() {
        let account = LoginAccount { is_deactivated: true, failed_attempts: 99, ..LoginAccount::default() };
        assert_eq!(check_before_password(&account, 10), Err(known::USER_LOGIN_INACTIVE));
        let locked = LoginAccount { failed_attempts: 10, ..LoginAccount::default() };
        assert_eq!(check_before_password(&locked, 10), Err(known::USER_CHECK_USER_LOGIN_ATTEMPTS_TOO_MANY));
        let nearly = LoginAccount { failed_attempts: 9, ..LoginAccount::default() };
        assert_eq!(check_before_password(&nearly, 10), Ok(()));
    }

    #[test]
    fn strangers_learn_the_ways_only() {
        let id = |email, username, sso| invalid_credentials(SignInWays { email, username, sso }).id().to_owned();
        assert_eq!(id(true, true, false), "api.user.login.invalid_credentials_email_username");
        assert_eq!(id(true, false, false), "api.user.login.invalid_credentials_email");
        assert_eq!(id(false, true, false), "api.user.login.invalid_credentials_username");
        assert_eq!(id(true, true, true), "api.user.login.invalid_credentials_sso");
    }
}
