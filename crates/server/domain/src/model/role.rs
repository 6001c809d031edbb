use std::collections::BTreeSet;

use countersign_primitives::{RoleId, TimestampMs};

/// A role and what it permits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The role.
    pub id: RoleId,
    /// Such as `channel_user`; unique.
    pub name: String,
    /// Names of permissions; names this version does not know are kept and allow nothing.
    pub permissions: BTreeSet<String>,
    /// For people: a translation key for built-in roles.
    pub display_name: String,
    /// What it is for: a translation key for built-in roles.
    pub description: String,
    /// Whether schemes give it.
    pub scheme_managed: bool,
    /// Whether the server made it.
    pub built_in: bool,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
}
