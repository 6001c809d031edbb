use countersign_primitives::HookId;
use countersign_server_rules::error::known;

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    hooks::create_hook::{check_enabled, require_in_team},
    model::IncomingHook,
};

/// A hook.
///
/// # Errors
/// 501 where the server has none, 404 without such a hook, 403 without the right.
pub async fn get_hook(domain: &Domain, caller: &Caller, id: HookId) -> Result<IncomingHook> {
    check_enabled(domain)?;
    let hook = domain.store().hook(id).await?.ok_or(known::WEBHOOKS_GET_INCOMING)?;
    require_in_team(domain, caller, hook.team_id, hook.user_id).await?;
    Ok(hook)
}
