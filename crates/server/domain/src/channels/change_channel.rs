use std::{sync::Arc, time::Duration};

use countersign_primitives::ChannelId;
use countersign_server_rules::{
    channel::ChannelKind,
    error::known,
    names::{ChannelTexts, check_channel},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    channels::leave::DEFAULT_CHANNEL,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Channel, ChannelState},
    ports::{bus::Change, store::ChannelChange},
    posts::{ChannelText, Notice, post_notice, post_notice_at},
};

/// What a client wants changed of a channel; `None` leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelPatch {
    /// For addresses.
    pub name: Option<String>,
    /// For people.
    pub display_name: Option<String>,
    /// Shown on top.
    pub header: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
}

/// Changes a channel's texts; of direct and group messages only the header. Each change is a notice in the channel.
///
/// # Errors
/// 404 without such a channel, 403 where the caller may not change it, 400 for no change, texts that may not be, names
/// that are taken, and archived channels.
pub async fn patch_channel(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    patch: ChannelPatch,
) -> Result<ChannelState> {
    let told = [ChannelText::DisplayName, ChannelText::Header, ChannelText::Purpose];
    change_texts(domain, caller, channel_id, patch, &told).await
}

/// As [`patch_channel`] for a client that sends the whole channel: only another display name is a notice.
///
/// # Errors
/// Those of [`patch_channel`].
pub async fn replace_channel(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    patch: ChannelPatch,
) -> Result<ChannelState> {
    change_texts(domain, caller, channel_id, patch, &[ChannelText::DisplayName]).await
}

async fn change_texts(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    patch: ChannelPatch,
    told: &[ChannelText],
) -> Result<ChannelState> {
    let before = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &before, Action::EditChannel, Target::other()).await?;
    check(&before, &patch)?;
    let change = ChannelChange {
        name: patch.name,
        display_name: patch.display_name,
        header: patch.header,
        purpose: patch.purpose,
        ..ChannelChange::default()
    };
    let state = store_change(domain, channel_id, change).await?;
    domain.say(EventKind::ChannelUpdated(Box::new(state.clone())), Audience::channel(channel_id)).await;
    let after = Arc::new(state.channel.clone());
    let mut at = domain.now();
    for (text, old, new) in [
        (ChannelText::DisplayName, &before.display_name, &after.display_name),
        (ChannelText::Header, &before.header, &after.header),
        (ChannelText::Purpose, &before.purpose, &after.purpose),
    ] {
        if old != new && told.contains(&text) {
            // Their order is that of their times.
            post_notice_at(domain, &after, &caller.user, &Notice::TextChanged(text, old, new), at).await?;
            at = at + Duration::from_millis(1);
        }
    }
    Ok(state)
}

fn check(before: &Channel, patch: &ChannelPatch) -> Result<()> {
    if *patch == ChannelPatch::default() {
        return Err(known::CHANNEL_PATCH_UPDATE_CHANNEL_NO_CHANGES.into());
    }
    if before.is_archived() {
        return Err(known::CHANNEL_UPDATE_CHANNEL_DELETED.into());
    }
    let only_header = patch.name.is_none() && patch.display_name.is_none() && patch.purpose.is_none();
    let renames = patch.name.as_ref().is_some_and(|name| *name != before.name);
    if before.kind.is_direct_or_group() {
        if !only_header {
            return Err(known::CHANNEL_PATCH_UPDATE_CHANNEL_UPDATE_DIRECT_OR_GROUP_MESSAGES_NOT_ALLOWED.into());
        }
        let texts = ChannelTexts { name: "x", display_name: "x", header: header(before, patch), purpose: "" };
        return Ok(check_channel(&texts)?);
    }
    if renames && before.name == DEFAULT_CHANNEL {
        return Err(known::CHANNEL_UPDATE_CHANNEL_TRIED.into());
    }
    Ok(check_channel(&ChannelTexts {
        name: patch.name.as_ref().unwrap_or(&before.name),
        display_name: patch.display_name.as_ref().unwrap_or(&before.display_name),
        header: header(before, patch),
        purpose: patch.purpose.as_ref().unwrap_or(&before.purpose),
    })?)
}

fn header<'a>(before: &'a Channel, patch: &'a ChannelPatch) -> &'a str {
    patch.header.as_ref().unwrap_or(&before.header)
}

/// Makes a public channel private, or a private one public.
///
/// # Errors
/// 404 without such a channel, 403 where the caller may not convert it, 400 for the default channel.
pub async fn convert_channel(
    domain: &Domain,
    caller: &Caller,
    channel_id: ChannelId,
    kind: ChannelKind,
) -> Result<ChannelState> {
    let before = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &before, Action::ConvertChannel, Target::other()).await?;
    if before.name == DEFAULT_CHANNEL && kind == ChannelKind::Private {
        return Err(known::CHANNEL_UPDATE_CHANNEL_PRIVACY_DEFAULT_CHANNEL_ERROR.into());
    }
    let change = ChannelChange { kind: Some(kind), ..ChannelChange::default() };
    let state = store_change(domain, channel_id, change).await?;
    domain.say(EventKind::ChannelUpdated(Box::new(state.clone())), Audience::channel(channel_id)).await;
    post_notice(domain, &Arc::new(state.channel.clone()), &caller.user, &Notice::Converted(kind)).await?;
    if let Some(team_id) = state.channel.team_id {
        domain.say(EventKind::ChannelConverted(channel_id), Audience::team(team_id)).await;
    }
    Ok(state)
}

/// Stores a change, and lets every node know that the channel is another.
pub(super) async fn store_change(
    domain: &Domain,
    channel_id: ChannelId,
    change: ChannelChange,
) -> Result<ChannelState> {
    let changed = domain.store().change_channel(channel_id, change, domain.now()).await?;
    let gone = || countersign_server_rules::error::channel_not_found(channel_id.as_str());
    let state = changed.ok_or_else(gone)?.map_err(|_| known::CHANNEL_SAVE_CHANNEL_EXISTS)?;
    domain.changed(Change::Channel(channel_id));
    Ok(state)
}
