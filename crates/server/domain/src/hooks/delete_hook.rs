use countersign_primitives::HookId;
use countersign_server_rules::error::known;

use crate::{caller::Caller, domain::Domain, error::Result, hooks::get_hook};

/// Deletes a hook: its address reaches nothing any more.
///
/// # Errors
/// 501 where the server has none, 404 without such a hook, 403 without the right.
pub async fn delete_hook(domain: &Domain, caller: &Caller, id: HookId) -> Result<()> {
    get_hook(domain, caller, id).await?;
    let deleted = domain.store().delete_hook(id, domain.now()).await?;
    if deleted { Ok(()) } else { Err(known::WEBHOOKS_GET_INCOMING.into()) }
}
