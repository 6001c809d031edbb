use std::collections::BTreeMap;

use countersign_server_rules::{channel::ChannelKind, error::known, status::requested_status};

use crate::{
    channels,
    commands::{
        membership::channel_named,
        scene::{CommandOutcome, Scene},
    },
    error::Result,
    model::Preference,
    preferences::save_preferences,
    statuses,
};

/// Sets the presence of who ordered it.
pub(super) async fn set(scene: &Scene<'_>, status: &str) -> Result<CommandOutcome> {
    let me = scene.caller.user_id();
    let wish = requested_status(me, me, status, 0)?;
    statuses::set_status(scene.domain, scene.caller, me, wish).await?;
    Ok(CommandOutcome::told(if status == "dnd" {
        "Do Not Disturb is enabled. You will not receive desktop or mobile push notifications until Do Not Disturb is \
         turned off."
            .to_owned()
    } else {
        format!("You are now {status}")
    }))
}

/// Turns notifications of a channel off, or on again.
pub(super) async fn mute(scene: &Scene<'_>, name: &str) -> Result<CommandOutcome> {
    let channel = if name.is_empty() { Some(scene.channel.clone()) } else { channel_named(scene, name).await? };
    let Some(channel) = channel else {
        return Ok(CommandOutcome::told(format!("Could not find the channel {name}.")));
    };
    let me = scene.caller.user_id();
    let member = scene.domain.store().channel_member(channel.id, me).await?.ok_or(known::CHANNEL_GET_MEMBER_MISSING)?;
    let mutes = member.notify_props.get("mark_unread").map(String::as_str) != Some("mention");
    let level = if mutes { "mention" } else { "all" };
    let change = BTreeMap::from([("mark_unread".to_owned(), level.to_owned())]);
    channels::set_notify_props(scene.domain, scene.caller, channel.id, me, &change).await?;
    let named = channel.kind != ChannelKind::Direct;
    let name = if named { channel.display_name.as_str() } else { "this channel" };
    Ok(CommandOutcome::told(if mutes {
        format!("You will not receive notifications for {name} until channel mute is turned off.")
    } else {
        format!("{name} is no longer muted.")
    }))
}

/// Shows links to images collapsed, or expanded.
pub(super) async fn collapse(scene: &Scene<'_>, collapsed: bool) -> Result<CommandOutcome> {
    let user_id = scene.caller.user_id();
    let preference = Preference {
        user_id,
        category: "display_settings".to_owned(),
        name: "collapse_previews".to_owned(),
        value: collapsed.to_string(),
    };
    save_preferences(scene.domain, scene.caller, user_id, vec![preference]).await?;
    Ok(CommandOutcome::told(if collapsed {
        "Image links now collapse by default"
    } else {
        "Image links now expand by default"
    }))
}
