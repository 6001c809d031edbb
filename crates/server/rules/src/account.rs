//! Accounts: who sees what of them, which roles they have, and when they may be switched off.
//!
//! Source: golden `server-api/deactivation.jsonl`, `roles-admin.jsonl`; `mattermost/mattermost`
//! `server/public/model/user.go` (sanitising), `server/channels/web/context.go` (second factor).

mod active;
mod mfa;
mod roles;
mod view;

pub use active::{ActiveChange, check_active_change};
pub use mfa::{MfaFacts, check_mfa_enforced};
pub use roles::{check_user_roles, roles_of_new_user};
pub use view::{PrivacySettings, ProfileView, Viewer, profile_view};
