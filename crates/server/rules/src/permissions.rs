//! Who may do what: permission names, the built-in roles, and what each action of the API needs.
//!
//! Source: `mattermost/mattermost` `server/public/model/role.go`, `permission.go`; the roles as the running server
//! answers them (golden `server-api/roles-admin.jsonl`).

mod access;
mod action;
mod actor;
mod built_in;
mod permission;
mod requirement;
mod set;

pub use access::Access;
pub use action::{Action, check, needs};
pub use actor::{Resource, Target};
pub use built_in::{
    BuiltInRole, DefaultRole, built_in_role, default_roles, effective_channel_roles, effective_team_roles,
};
pub use permission::Permission;
pub use requirement::Need;
pub use set::PermissionSet;
