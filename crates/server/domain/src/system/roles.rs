use std::sync::Arc;

use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
    preference::check_role_name_count,
};

use crate::{caller::Caller, domain::Domain, error::Result, model::Role};

/// Those of the roles that exist.
///
/// # Errors
/// 400 for no names and for more than 100.
pub fn roles_by_names(domain: &Domain, names: &[String]) -> Result<Vec<Arc<Role>>> {
    let mut names: Vec<&str> = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    check_role_name_count(names.len())?;
    Ok(names.into_iter().filter_map(|name| domain.roles().get(name)).collect())
}

/// One role.
///
/// # Errors
/// 404 when there is none.
pub fn role_by_name(domain: &Domain, name: &str) -> Result<Arc<Role>> {
    Ok(domain.roles().get(name).ok_or(known::ROLE_GET_BY_NAME)?)
}

/// All roles, for administrators.
///
/// # Errors
/// 403.
pub fn list_roles(domain: &Domain, caller: &Caller) -> Result<Vec<Arc<Role>>> {
    domain.require(caller, Action::ListRoles, Target::other())?;
    Ok(domain.roles().all())
}
