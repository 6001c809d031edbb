use std::sync::Arc;

use countersign_primitives::UserId;

use crate::{accounts, bots::manageable, caller::Caller, domain::Domain, error::Result, model::User};

/// Switches a bot on or off. Off, its sessions end and its tokens do not work.
///
/// # Errors
/// 404 for none, 403 for somebody else's.
pub async fn enable_bot(domain: &Domain, caller: &Caller, bot_id: UserId, enabled: bool) -> Result<Arc<User>> {
    let user = manageable(domain, caller, bot_id).await?;
    if user.is_active() == enabled {
        return Ok(user);
    }
    accounts::switch(domain, bot_id, enabled).await
}
