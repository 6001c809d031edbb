use serde_json::json;

use crate::{
    app::{App, Change, Want},
    trace::TraceKind,
};

/// A notification was tapped: it leaves the tray, and the interface goes where it leads.
pub(crate) fn open_notification(app: &App, id: &str) {
    app.host.notifications.remove(id);
    let accounts = app.state().accounts.clone();
    for account in accounts {
        let Ok(Some(push)) = account.store.read(|read| read.push_behind(id)) else { continue };
        let channel = push.channel_id.as_ref().and_then(|id| id.parse().ok());
        let detail = json!({"notification": id, "channel_id": push.channel_id});
        app.trace(TraceKind::Opened, Some(&push.ack_id), "notification tapped", detail);
        let Some(channel) = channel else { return };
        if !matches!(account.store.read(|read| read.channel(channel)), Ok(Some(_))) {
            account.want(Want::Lists);
        }
        app.state().navigate = Some(channel);
        app.announce(Change::Navigate(channel));
        app.announce(Change::State);
        return;
    }
}
