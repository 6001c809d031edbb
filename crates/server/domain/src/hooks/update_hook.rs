use countersign_primitives::HookId;
use countersign_server_rules::error::known;

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    hooks::{
        create_hook::{HookWish, allowed, check_texts, is_locked, require},
        get_hook,
    },
    model::IncomingHook,
};

/// Changes a hook. It keeps its owner, and stays in its team.
///
/// # Errors
/// As making one; 404 without such a hook, 403 for a channel of another team.
pub async fn update_hook(domain: &Domain, caller: &Caller, id: HookId, wish: HookWish) -> Result<IncomingHook> {
    let before = get_hook(domain, caller, id).await?;
    check_texts(&wish)?;
    let channel = domain.channel(wish.channel_id).await?;
    let team_id = require(domain, caller, &channel, before.user_id).await?;
    if team_id != before.team_id {
        return Err(known::CONTEXT_PERMISSIONS.into());
    }
    let settings = domain.settings();
    let hook = IncomingHook {
        update_at: domain.now(),
        channel_id: channel.id,
        channel_locked: is_locked(domain, caller, team_id, &wish).await?,
        username: allowed(wish.username, settings.service_settings.enable_post_username_override),
        icon_url: allowed(wish.icon_url, settings.service_settings.enable_post_icon_override),
        display_name: wish.display_name,
        description: wish.description,
        ..before
    };
    let updated = domain.store().update_hook(hook.clone()).await?;
    if updated { Ok(hook) } else { Err(known::WEBHOOKS_GET_INCOMING.into()) }
}
