//! Roles and what they permit, all of them in memory.

use std::{collections::BTreeMap, sync::Arc};

use parking_lot::RwLock;

use countersign_primitives::{Random, RoleId, TimestampMs};
use countersign_server_rules::permissions::{DefaultRole, PermissionSet, default_roles};

use crate::{
    model::Role,
    ports::store::{Store, StoreResult},
};

/// The roles of the server, by name.
#[derive(Default)]
pub(crate) struct RoleBook {
    roles: RwLock<BTreeMap<String, (Arc<Role>, PermissionSet)>>,
}

impl RoleBook {
    /// Reads all roles anew.
    pub(crate) async fn read(&self, store: &dyn Store) -> StoreResult<()> {
        let roles = store.roles().await?;
        let with_set = |role: Role| {
            let set = PermissionSet::from_names(role.permissions.iter().map(String::as_str));
            (role.name.clone(), (Arc::new(role), set))
        };
        *self.roles.write() = roles.into_iter().map(with_set).collect();
        Ok(())
    }

    /// What a role permits; `None` for names that are no role.
    pub(crate) fn permissions(&self, name: &str) -> Option<PermissionSet> {
        self.roles.read().get(name).map(|(_, set)| *set)
    }

    /// A role.
    pub(crate) fn get(&self, name: &str) -> Option<Arc<Role>> {
        self.roles.read().get(name).map(|(role, _)| Arc::clone(role))
    }

    /// All roles, by name.
    pub(crate) fn all(&self) -> Vec<Arc<Role>> {
        self.roles.read().values().map(|(role, _)| Arc::clone(role)).collect()
    }
}

/// The roles every server starts with.
pub(crate) fn built_in(random: &dyn Random, now: TimestampMs) -> Vec<Role> {
    let role = |of: &DefaultRole| Role {
        id: RoleId::generate(random),
        name: of.role.as_str().to_owned(),
        permissions: of.permissions().iter().map(|permission| permission.as_str().to_owned()).collect(),
        display_name: of.display_name.to_owned(),
        description: of.description.to_owned(),
        scheme_managed: of.scheme_managed,
        built_in: true,
        create_at: now,
        update_at: now,
    };
    default_roles().iter().map(role).collect()
}
