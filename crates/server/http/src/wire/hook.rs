use countersign_primitives::TimestampMs;
use countersign_server_domain::model::IncomingHook;
use countersign_wire_api::IncomingWebhook;

/// An incoming webhook.
pub(crate) fn hook(hook: &IncomingHook) -> IncomingWebhook {
    IncomingWebhook {
        id: hook.id,
        create_at: hook.create_at,
        update_at: hook.update_at,
        delete_at: TimestampMs::ZERO,
        user_id: hook.user_id,
        channel_id: hook.channel_id,
        team_id: hook.team_id,
        display_name: hook.display_name.clone(),
        description: hook.description.clone(),
        username: hook.username.clone(),
        icon_url: hook.icon_url.clone(),
        channel_locked: hook.channel_locked,
    }
}

/// Several.
pub(crate) fn hooks(hooks: &[IncomingHook]) -> Vec<IncomingWebhook> {
    hooks.iter().map(self::hook).collect()
}
