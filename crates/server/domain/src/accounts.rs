//! Accounts: making, finding, changing, deactivating them.

mod count_users;
mod create_user;
mod find_users;
mod get_user;
mod group_members;
mod hashing;
mod list_users;
mod mail_token;
mod reset_password;
mod roles;
mod second_factor;
mod seen;
mod set_active;
mod set_password;
mod update_user;

pub use crate::model::SeenUser;
pub use count_users::{CountQuery, count_active_users, count_users, known_users};
pub use create_user::{NewAccount, create_administrator, create_invited_user, create_user};
pub(crate) use create_user::{check_without_address, taken, unchecked};
pub use find_users::{Autocomplete, AutocompleteQuery, SearchQuery, autocomplete_users, search_users};
pub use get_user::{get_user, get_user_by_email, get_user_by_name, users_by_ids, users_by_names};
pub use group_members::group_members;
pub(crate) use hashing::{hash, verify};
pub use list_users::{ListQuery, list_users};
pub use reset_password::{reset_password, send_password_reset};
pub use roles::set_roles;
pub(crate) use second_factor::check_factor;
pub use second_factor::{OfferedFactor, activate_factor, offer_factor, remove_factor};
pub(crate) use seen::say_updated;
pub use seen::seen;
pub use set_active::set_active;
pub(crate) use set_active::switch;
pub use set_password::{reset_failed_attempts, set_password};
pub use update_user::{ProfilePatch, update_user};
