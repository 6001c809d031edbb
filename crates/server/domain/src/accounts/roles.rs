use countersign_primitives::UserId;
use countersign_server_rules::{
    account::check_user_roles,
    error::{invalid_body_param, known},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    ports::store::ProfileChange,
};

/// Gives an account other roles in the system.
///
/// # Errors
/// 400 for roles that do not exist or may not be, 403 where the caller may not, 404 for none.
pub async fn set_roles(domain: &Domain, caller: &Caller, user_id: UserId, roles: &str) -> Result<()> {
    check_user_roles(roles)?;
    domain.require(caller, Action::SetUserRoles, Target::other())?;
    let user = domain.user(user_id).await?;
    let administrator = |roles: &str| roles.split_whitespace().any(|name| name == "system_admin");
    if administrator(roles) != administrator(&user.roles) {
        domain.require(caller, Action::SetAdministrator, Target::other())?;
    }
    if roles.split_whitespace().any(|name| domain.roles().get(name).is_none()) {
        return Err(invalid_body_param("roles").into());
    }
    let change = ProfileChange { roles: Some(roles.to_owned()), ..ProfileChange::default() };
    let updated = domain.store().update_user(user_id, change, domain.now()).await?;
    let updated = updated.ok_or(known::USER_MISSING_ACCOUNT)?.map_err(|_| invalid_body_param("roles"))?;
    domain.user_changed(user_id).await?;
    let changed = EventKind::UserRolesChanged { user_id, roles: updated.roles.clone() };
    domain.say(changed, Audience::user(user_id)).await;
    Ok(())
}
