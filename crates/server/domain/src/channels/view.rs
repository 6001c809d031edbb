use std::collections::BTreeMap;

use countersign_primitives::{ChannelId, TimestampMs, UserId};
use countersign_server_rules::{
    permissions::{Action, Target},
    status::PresenceEvent,
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::Viewed,
    ports::store::ViewRequest,
    pushes::clear_channel,
    sessions, statuses,
};

/// What a user looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ViewChannel {
    /// The channel now open; none when the app was left.
    pub channel_id: Option<ChannelId>,
    /// The channel open before.
    pub prev_channel_id: Option<ChannelId>,
    /// Whether the app knows collapsed threads.
    pub collapsed_threads_supported: bool,
}

/// A user opened a channel, or left one: channels are read, other devices hear of it and take notifications away.
/// Returns until when each is read now; channels the user is not in are passed over.
///
/// # Errors
/// 403 for somebody else.
pub async fn view_channel(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    view: ViewChannel,
) -> Result<BTreeMap<ChannelId, TimestampMs>> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let mut channel_ids: Vec<ChannelId> = [view.channel_id, view.prev_channel_id].into_iter().flatten().collect();
    channel_ids.dedup();
    let viewed = read(domain, user_id, channel_ids, view.collapsed_threads_supported).await?;
    let open = viewed.iter().map(|viewed| viewed.channel_id).find(|&id| Some(id) == view.channel_id);
    statuses::happened(domain, user_id, PresenceEvent::Viewed(open)).await;
    tell(domain, caller, user_id, &viewed).await?;
    sessions::note_activity(domain, caller).await?;
    Ok(viewed.into_iter().map(|viewed| (viewed.channel_id, viewed.last_viewed_at)).collect())
}

/// Marks channels read without looking at any of them. Returns until when each is read now; channels the user is not in
/// are passed over.
///
/// # Errors
/// 403 for somebody else.
pub async fn mark_read(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    channel_ids: Vec<ChannelId>,
) -> Result<BTreeMap<ChannelId, TimestampMs>> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let viewed = read(domain, user_id, channel_ids, true).await?;
    tell(domain, caller, user_id, &viewed).await?;
    Ok(viewed.into_iter().map(|viewed| (viewed.channel_id, viewed.last_viewed_at)).collect())
}

async fn read(
    domain: &Domain,
    user_id: UserId,
    channel_ids: Vec<ChannelId>,
    app_collapses: bool,
) -> Result<Vec<Viewed>> {
    if channel_ids.is_empty() {
        return Ok(Vec::new());
    }
    let collapses = domain.collapses_threads(user_id).await? && app_collapses;
    let with_threads = !collapses && domain.collapsed_threads().is_possible();
    let request = ViewRequest { user_id, channel_ids, with_threads, now: domain.now() };
    Ok(domain.store().view_channels(request).await?)
}

async fn tell(domain: &Domain, caller: &Caller, user_id: UserId, viewed: &[Viewed]) -> Result<()> {
    if viewed.is_empty() {
        return Ok(());
    }
    if domain.settings().service_settings.enable_channel_viewed_messages {
        let times = viewed.iter().map(|viewed| (viewed.channel_id, viewed.last_viewed_at)).collect();
        domain.say(EventKind::ChannelsViewed(times), Audience::user(user_id)).await;
    }
    for viewed in viewed {
        let channel = domain.channel(viewed.channel_id).await?;
        clear_channel(domain, user_id, &channel, viewed, Some(caller.session.id)).await?;
    }
    Ok(())
}
