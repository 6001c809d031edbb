use serde_json::json;

use countersign_mobile_store::PushRow;
use countersign_primitives::ChannelId;
use countersign_wire_push::PushType;

use super::{
    accepted::{Accepted, Acted, set_badge},
    message::show_message,
    raw::PushOutcome,
    session::end_session,
};
use crate::{
    app::{Account, App},
    error::CoreError,
    reading::{mark_read, remove_notifications},
    trace::TraceKind,
};

/// Does what the push is about.
pub(super) async fn act(app: &App, account: &Account, accepted: &Accepted) -> Result<Acted, CoreError> {
    match accepted.push.kind {
        PushType::Message => show_message(app, account, accepted).await,
        PushType::Session => end_session(app, account, accepted).await,
        PushType::Clear => {
            clear(app, account, accepted)?;
            done(account, &accepted.row, PushOutcome::Updated)
        }
        PushType::UpdateBadge => {
            if let Some(number) = accepted.push.badge {
                set_badge(app, account, accepted, number)?;
            }
            done(account, &accepted.row, PushOutcome::Updated)
        }
        PushType::Test | PushType::Other(_) => done(account, &accepted.row, PushOutcome::Nothing),
    }
}

fn done(account: &Account, row: &PushRow, outcome: PushOutcome) -> Result<Acted, CoreError> {
    account.store.write(|write| write.finish_push(&row.ack_id))?;
    Ok(Acted::owing(outcome))
}

/// A channel or thread was read on another device.
fn clear(app: &App, account: &Account, accepted: &Accepted) -> Result<(), CoreError> {
    let push = &accepted.push;
    let before = app.host.notifications.shown();
    let channel: Option<ChannelId> = push.channel_id.as_ref().and_then(|id| id.parse().ok());
    match (&push.root_id, channel) {
        (Some(root), _) if push.is_crt_enabled => app.host.notifications.remove_thread(account.name(), root),
        (_, Some(channel)) => {
            mark_read(app, account, channel, accepted.row.received_at)?;
            remove_notifications(app, account, channel)?;
        }
        (_, None) => {}
    }
    let after = app.host.notifications.shown();
    let removed: Vec<_> = before.into_iter().filter(|id| !after.contains(id)).collect();
    let summary = format!("removed {} notifications", removed.len());
    app.trace(TraceKind::Cleared, Some(&accepted.row.ack_id), summary, json!({"removed": removed}));
    match push.badge {
        // The incumbent's gateway writes 1 for 0 here, so that Apple wakes the app.
        Some(1) if accepted.apns && after.is_empty() => set_badge(app, account, accepted, 0),
        Some(number) => set_badge(app, account, accepted, number),
        None => Ok(()),
    }
}
