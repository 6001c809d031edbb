//! A channel was read, here or on another device: counts, badge and notifications follow.

use countersign_mobile_store::StoreError;
use countersign_primitives::{ChannelId, TimestampMs};

use crate::app::{Account, App, Change};

/// Everything in the channel until `at` is read.
pub(crate) fn mark_read(app: &App, account: &Account, channel: ChannelId, at: TimestampMs) -> Result<(), StoreError> {
    account.store.write(|write| write.mark_read(channel, at))?;
    remove_notifications(app, account, channel)?;
    app.count_badge(account)?;
    app.announce(Change::Channels);
    Ok(())
}

/// Takes the channel's notifications out of the tray, those of its threads too.
pub(crate) fn remove_notifications(app: &App, account: &Account, channel: ChannelId) -> Result<(), StoreError> {
    app.host.notifications.remove_thread(account.name(), channel.as_str());
    let shown = app.host.notifications.shown();
    if shown.is_empty() {
        return Ok(());
    }
    let of_channel = account.store.read(|read| read.notifications_of(channel))?;
    for id in of_channel.iter().filter(|id| shown.contains(id)) {
        app.host.notifications.remove(id);
    }
    Ok(())
}
