//! A channel was read, here or on another device: counts, badge and notifications follow.

use countersign_mobile_store::StoreError;
use countersign_primitives::{ChannelId, TimestampMs};
use serde_json::json;

use crate::{
    app::{Account, App, Change},
    trace::TraceKind,
};

/// Everything in the channel until `at` is read, and the trace says which notifications went with it.
pub(crate) fn read_channel(
    app: &App,
    account: &Account,
    channel: ChannelId,
    at: TimestampMs,
) -> Result<(), StoreError> {
    let removed = mark_read(app, account, channel, at)?;
    if !removed.is_empty() {
        let summary = format!("removed {} notifications: the channel was read", removed.len());
        app.trace(TraceKind::Cleared, None, summary, json!({"removed": removed}));
    }
    Ok(())
}

/// Everything in the channel until `at` is read. Returns the notifications that were taken away.
pub(crate) fn mark_read(
    app: &App,
    account: &Account,
    channel: ChannelId,
    at: TimestampMs,
) -> Result<Vec<String>, StoreError> {
    account.store.write(|write| write.mark_read(channel, at))?;
    let removed = remove_notifications(app, account, channel)?;
    app.count_badge(account)?;
    app.announce(Change::Channels);
    Ok(removed)
}

/// Takes the channel's notifications out of the tray, those of its threads too. Returns which.
pub(crate) fn remove_notifications(
    app: &App,
    account: &Account,
    channel: ChannelId,
) -> Result<Vec<String>, StoreError> {
    let mut before = app.host.notifications.shown();
    app.host.notifications.remove_thread(account.name(), channel.as_str());
    let shown = app.host.notifications.shown();
    if !shown.is_empty() {
        let of_channel = account.store.read(|read| read.notifications_of(channel))?;
        for id in of_channel.iter().filter(|id| shown.contains(id)) {
            app.host.notifications.remove(id);
        }
    }
    let after = app.host.notifications.shown();
    before.retain(|id| !after.contains(id));
    Ok(before)
}
