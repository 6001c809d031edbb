//! Passwords: which are good, how they are kept, and when an account is locked.
//!
//! Functions here that hash cost tens of milliseconds of one core and some megabytes: call them off the async threads,
//! with a bound.
//!
//! Source: `mattermost/mattermost` `server/channels/app/password`, `server/public/model/config.go`
//! (`PasswordSettings`).

mod argon2id;
mod hash;
mod lockout;
mod pbkdf2;
mod phc;
mod policy;

pub use argon2id::{DECOY, SALT_BYTES, hash_password};
pub use hash::PasswordHash;
pub use lockout::{DEFAULT_MAX_ATTEMPTS, attempts_after, check_lockout};
pub use policy::{MAX_PASSWORD_BYTES, PasswordPolicy, check_password};
