use std::sync::Arc;

use countersign_primitives::{ChannelId, HookId, TeamId, UserId};
use countersign_server_rules::{
    channel::ChannelKind,
    error::{RuleError, known},
    permissions::{Action, Permission, Target, check},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Channel, IncomingHook, User},
};

/// What is wished of a hook.
#[derive(Clone, Debug)]
pub struct HookWish {
    /// Where it posts.
    pub channel_id: ChannelId,
    /// In whose name; `None` for whoever makes it. A hook that exists keeps its owner.
    pub user_id: Option<UserId>,
    /// What it is called in lists; at most 64 characters.
    pub display_name: String,
    /// What it is for; at most 500 characters.
    pub description: String,
    /// The name its posts carry; at most 64 characters.
    pub username: String,
    /// The picture its posts carry; at most 1024 bytes.
    pub icon_url: String,
    /// Whether posts must not go to other channels.
    pub channel_locked: bool,
}

/// Makes a hook.
///
/// # Errors
/// 501 where the server has none, 404 without such a channel or user, 403 without the right, 400 for texts that are too
/// long.
pub async fn create_hook(domain: &Domain, caller: &Caller, wish: HookWish) -> Result<IncomingHook> {
    check_enabled(domain)?;
    let channel = domain.channel(wish.channel_id).await?;
    let owner_id = wish.user_id.unwrap_or(caller.user_id());
    let team_id = require(domain, caller, &channel, owner_id).await?;
    let owner = domain.user(owner_id).await?;
    require_sight(domain, &owner, &channel).await?;
    check_texts(&wish)?;
    let now = domain.now();
    let hook = IncomingHook {
        id: HookId::generate(domain.random().as_ref()),
        create_at: now,
        update_at: now,
        user_id: owner_id,
        channel_id: channel.id,
        team_id,
        channel_locked: is_locked(domain, caller, team_id, &wish).await?,
        username: allowed(wish.username, domain.settings().service_settings.enable_post_username_override),
        icon_url: allowed(wish.icon_url, domain.settings().service_settings.enable_post_icon_override),
        display_name: wish.display_name,
        description: wish.description,
    };
    domain.store().add_hook(hook.clone()).await?;
    Ok(hook)
}

pub(super) fn check_enabled(domain: &Domain) -> Result<()> {
    let enabled = domain.settings().service_settings.enable_incoming_webhooks;
    if enabled { Ok(()) } else { Err(known::INCOMING_WEBHOOK_DISABLED.into()) }
}

/// Whether the caller may have a hook of this owner for a channel; the channel's team.
pub(super) async fn require(
    domain: &Domain,
    caller: &Caller,
    channel: &Arc<Channel>,
    owner_id: UserId,
) -> Result<TeamId> {
    let team_id = channel.team_id.ok_or(known::CONTEXT_PERMISSIONS)?;
    require_in_team(domain, caller, team_id, owner_id).await?;
    require_sight(domain, &caller.user, channel).await?;
    Ok(team_id)
}

/// Whether the caller may manage hooks of this owner in a team.
pub(super) async fn require_in_team(domain: &Domain, caller: &Caller, team_id: TeamId, owner_id: UserId) -> Result<()> {
    domain.require_in_team(caller, team_id, Action::ManageIncomingWebhooks, Target::own()).await?;
    let own = owner_id == caller.user_id();
    domain.require_in_team(caller, team_id, Action::ManageIncomingWebhooks, Target::owned(own)).await
}

/// Whether somebody may see a channel that not everybody may.
async fn require_sight(domain: &Domain, user: &User, channel: &Channel) -> Result<()> {
    if channel.kind == ChannelKind::Public {
        return Ok(());
    }
    let access = domain.user_access_in_channel(user, channel).await?;
    Ok(check(user.id, &access, Action::ReadChannel, Target::other().in_channel(channel.kind))?)
}

/// Hooks of people who may not pass the lock are locked.
pub(super) async fn is_locked(domain: &Domain, caller: &Caller, team_id: TeamId, wish: &HookWish) -> Result<bool> {
    let access = domain.access_in_team(caller, team_id).await?;
    Ok(wish.channel_locked || !access.allows(Permission::BypassIncomingWebhookChannelLock))
}

/// What posts may carry, where the server lets them.
pub(super) fn allowed(text: String, allows: bool) -> String {
    if allows { text } else { String::new() }
}

pub(super) fn check_texts(wish: &HookWish) -> Result<(), RuleError> {
    let fits = |text: &str, most: usize| text.chars().count() <= most && !text.contains('\0');
    if !fits(&wish.display_name, 64) {
        return Err(known::INCOMING_HOOK_DISPLAY_NAME);
    }
    if !fits(&wish.description, 500) {
        return Err(known::INCOMING_HOOK_DESCRIPTION);
    }
    if !fits(&wish.username, 64) {
        return Err(known::INCOMING_HOOK_USERNAME);
    }
    if wish.icon_url.len() > 1024 || !fits(&wish.icon_url, 1024) {
        return Err(known::INCOMING_HOOK_ICON_URL);
    }
    Ok(())
}
