use crate::error::{RuleError, known};

/// `MaximumLoginAttempts`.
pub const DEFAULT_MAX_ATTEMPTS: i64 = 10;

/// Whether an account may try once more. There is no unlocking by time: a new password or an administrator unlocks.
///
/// # Errors
/// 401 when the wrong attempts since the last right one have reached the limit, before the password is looked at.
pub fn check_lockout(failed_attempts: i64, max_attempts: i64) -> Result<(), RuleError> {
    if failed_attempts >= max_attempts { Err(known::USER_CHECK_USER_LOGIN_ATTEMPTS_TOO_MANY) } else { Ok(()) }
}

/// The wrong attempts after another: a wrong password and a wrong code of the second factor count, a missing code does
/// not; a whole sign-in begins anew.
pub fn attempts_after(failed_attempts: i64, outcome: &Result<(), RuleError>) -> i64 {
    match outcome {
        Ok(()) => 0,
        Err(refusal) if *refusal == known::MFA_VALIDATE_TOKEN_AUTHENTICATE => failed_attempts,
        Err(_) => failed_attempts.saturating_add(1),
    }
}
