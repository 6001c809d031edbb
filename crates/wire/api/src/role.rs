use serde::{Deserialize, Serialize};

use countersign_primitives::{RoleId, TimestampMs};

/// A role and what it permits.
///
/// Source: `mattermost/mattermost` `server/public/model/role.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// The role.
    pub id: RoleId,
    /// Such as `channel_user`.
    pub name: String,
    /// For people.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
    /// When it was deleted; 0 while it exists.
    pub delete_at: TimestampMs,
    /// Names of permissions.
    pub permissions: Vec<String>,
    /// Whether schemes give it.
    pub scheme_managed: bool,
    /// Whether the server made it.
    pub built_in: bool,
    /// The scheme it belongs to; none for those of the server.
    #[serde(default)]
    pub scheme_id: Option<String>,
}

/// The body of `PUT …/members/{user}/schemeRoles`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SchemeRolesRequest {
    /// Guest.
    pub scheme_guest: bool,
    /// Ordinary member.
    pub scheme_user: bool,
    /// Administrator.
    pub scheme_admin: bool,
}
