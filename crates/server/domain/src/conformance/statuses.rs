//! Presence.

use countersign_primitives::{ChannelId, TimestampMs};
use countersign_server_rules::status::{Presence, PresenceRecord, StatusKind};

use crate::{
    conformance::samples::{at, random, user},
    ports::store::Store,
};

/// Only one of several nodes ends a timed status.
pub async fn timed_statuses_end_once(store: &dyn Store) {
    let ana = user(store, "ana").await;
    let presence = Presence { status: StatusKind::Dnd, ..Presence::default() };
    let before = PresenceRecord { presence, manual: true, dnd_ends_at: at(9), before_dnd: Some(StatusKind::Away) };
    store.save_statuses(vec![(ana.id, before)]).await.unwrap();
    let after = PresenceRecord { presence: Presence { status: StatusKind::Away, ..presence }, ..Default::default() };
    assert!(!store.end_timed_status(ana.id, at(8), after).await.unwrap());
    assert!(store.end_timed_status(ana.id, at(9), after).await.unwrap());
    assert!(!store.end_timed_status(ana.id, at(9), after).await.unwrap());
    assert_eq!(store.statuses(&[ana.id]).await.unwrap(), [(ana.id, after)]);
}

/// Everything but the open channel survives a restart.
pub async fn saved_without_the_open_channel(store: &dyn Store) {
    let (ana, ben) = (user(store, "ana").await, user(store, "ben").await);
    let presence = Presence {
        status: StatusKind::Dnd,
        active_channel: Some(ChannelId::generate(random().as_ref())),
        last_activity_at: at(3),
    };
    let record =
        PresenceRecord { presence, manual: true, dnd_ends_at: at(60_000), before_dnd: Some(StatusKind::Online) };
    store.save_statuses(vec![(ana.id, PresenceRecord::default())]).await.unwrap();
    store.save_statuses(vec![(ana.id, record)]).await.unwrap();
    let kept = PresenceRecord { presence: Presence { active_channel: None, ..presence }, ..record };
    assert_eq!(store.statuses(&[ana.id, ben.id]).await.unwrap(), [(ana.id, kept)]);
    assert_ne!(kept.dnd_ends_at, TimestampMs::ZERO);
}
