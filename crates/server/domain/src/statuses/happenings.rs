use std::time::Duration;

use countersign_primitives::{TimestampMs, UserId};
use countersign_server_rules::status::{PresenceEvent, PresenceRecord};

use crate::{
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    ports::{bus::BusMessage, store::StoreResult},
    presence::PresenceChange,
};

/// How much newer an activity must be for other nodes to be told.
const ACTIVITY_STEP_MS: i64 = 30_000;

/// A WebSocket of the user is there.
pub async fn connected(domain: &Domain, user_id: UserId) {
    if domain.attendance().came(user_id) {
        domain.tell_nodes(BusMessage::Attendance { users: vec![user_id], present: true });
    }
    happened(domain, user_id, PresenceEvent::Connected).await;
}

/// The user's last WebSocket on this node is gone. One on another node keeps the user's presence as it is.
pub async fn disconnected(domain: &Domain, user_id: UserId) {
    let is_elsewhere = domain.attendance().went(user_id);
    domain.tell_nodes(BusMessage::Attendance { users: vec![user_id], present: false });
    if is_elsewhere {
        return;
    }
    happened(domain, user_id, PresenceEvent::Disconnected).await;
}

/// A connection of the user lives, but nothing else is known to happen: away after a while.
pub async fn idle(domain: &Domain, user_id: UserId) {
    happened(domain, user_id, PresenceEvent::Idle { manual: false }).await;
}

/// An app says whether the user does something, on its own account or by the user's order.
pub async fn user_active(domain: &Domain, user_id: UserId, active: bool, manual: bool) {
    let event = if active { PresenceEvent::Active { manual } } else { PresenceEvent::Idle { manual } };
    happened(domain, user_id, event).await;
}

/// Ends do-not-disturbs whose time is over, on one node each. A job calls it every minute.
pub async fn end_timed_statuses(domain: &Domain) {
    let now = domain.now();
    let away_after = Duration::from_secs(domain.settings().team_settings.user_status_away_timeout);
    for (user_id, ends_at) in domain.presence().overdue(now) {
        match domain.presence().end_timed(user_id, ends_at, now, away_after).await {
            Ok(Some(change)) => {
                domain.tell_nodes(BusMessage::Presence(user_id, change.after));
                tell(domain, user_id, change).await;
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "a timed status could not be ended"),
        }
    }
}

/// Writes what has changed by itself. A job calls it every half second.
///
/// # Errors
/// The store does not work; nothing is lost, the next call tries again.
pub async fn write_statuses(domain: &Domain) -> Result<()> {
    Ok(domain.presence().write().await?)
}

/// Lets something bear on a user's presence, and tells the user's apps when it shows. Presence is never worth failing a
/// request for.
pub(crate) async fn happened(domain: &Domain, user_id: UserId, event: PresenceEvent) {
    match apply(domain, user_id, event).await {
        Ok(change) => tell(domain, user_id, change).await,
        Err(error) => tracing::error!(%error, "presence could not be updated"),
    }
}

pub(super) async fn apply(domain: &Domain, user_id: UserId, event: PresenceEvent) -> StoreResult<PresenceChange> {
    let away_after = Duration::from_secs(domain.settings().team_settings.user_status_away_timeout);
    let change = domain.presence().apply(user_id, event, domain.now(), away_after).await?;
    if is_news(&change) {
        domain.tell_nodes(BusMessage::Presence(user_id, change.after));
    }
    Ok(change)
}

/// Whether other nodes must know: not of each activity, only of one in a while.
fn is_news(change: &PresenceChange) -> bool {
    let coarse = |record: &PresenceRecord| {
        let mut coarse = *record;
        coarse.presence.last_activity_at = TimestampMs(record.presence.last_activity_at.0 / ACTIVITY_STEP_MS);
        coarse
    };
    coarse(&change.before) != coarse(&change.after)
}

pub(super) async fn tell(domain: &Domain, user_id: UserId, change: PresenceChange) {
    let status = change.after.presence.status;
    if status != change.before.presence.status {
        domain.say(EventKind::StatusChange { user_id, status }, Audience::user(user_id)).await;
    }
}
