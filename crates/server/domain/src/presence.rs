//! Who is there. Kept in memory; what changes by itself is written in batches, what a user chose at once.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use parking_lot::Mutex;

use countersign_primitives::{TimestampMs, UserId};
use countersign_server_rules::status::{PresenceEvent, PresenceRecord, PresenceSettings};

use crate::ports::store::{Store, StoreResult};

/// The presence of everybody who was asked about.
pub(crate) struct PresenceBoard {
    store: Arc<dyn Store>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    known: HashMap<UserId, PresenceRecord>,
    unwritten: HashSet<UserId>,
}

/// What an event did to somebody's presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PresenceChange {
    pub before: PresenceRecord,
    pub after: PresenceRecord,
}

impl PresenceBoard {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, state: Mutex::default() }
    }

    /// The presence of these users; of those nobody has seen, the default.
    pub(crate) async fn of(&self, users: &[UserId]) -> StoreResult<HashMap<UserId, PresenceRecord>> {
        let unknown: Vec<UserId> = {
            let state = self.state.lock();
            users.iter().copied().filter(|user| !state.known.contains_key(user)).collect()
        };
        let stored = if unknown.is_empty() { Vec::new() } else { self.store.statuses(&unknown).await? };
        let mut state = self.state.lock();
        for (user, record) in stored {
            state.known.entry(user).or_insert(record);
        }
        let record = |user: &UserId| (*user, *state.known.entry(*user).or_default());
        Ok(users.iter().map(record).collect())
    }

    /// Lets an event bear on somebody's presence; the change is written with the next batch.
    pub(crate) async fn apply(
        &self,
        user_id: UserId,
        event: PresenceEvent,
        now: TimestampMs,
        away_after: Duration,
    ) -> StoreResult<PresenceChange> {
        self.of(&[user_id]).await?;
        let settings = PresenceSettings { away_after };
        let mut state = self.state.lock();
        let record = state.known.entry(user_id).or_default();
        let before = *record;
        *record = before.after(event, now, &settings);
        let after = *record;
        if after != before {
            state.unwritten.insert(user_id);
        }
        Ok(PresenceChange { before, after })
    }

    /// Takes what another node says of somebody; it is written there.
    pub(crate) fn learn(&self, user_id: UserId, record: PresenceRecord) {
        self.state.lock().known.insert(user_id, record);
    }

    /// Writes what has changed since the last time.
    pub(crate) async fn write(&self) -> StoreResult<()> {
        let changed: Vec<(UserId, PresenceRecord)> = {
            let mut state = self.state.lock();
            let users = std::mem::take(&mut state.unwritten);
            users.into_iter().filter_map(|user| Some((user, *state.known.get(&user)?))).collect()
        };
        if changed.is_empty() {
            return Ok(());
        }
        let users: Vec<UserId> = changed.iter().map(|(user, _)| *user).collect();
        let outcome = self.store.save_statuses(changed).await;
        if outcome.is_err() {
            self.state.lock().unwritten.extend(users);
        }
        outcome
    }

    /// Those who have a timed do-not-disturb that is over, and when it was to end.
    pub(crate) fn overdue(&self, now: TimestampMs) -> Vec<(UserId, TimestampMs)> {
        let state = self.state.lock();
        let is_over = |record: &PresenceRecord| !record.dnd_ends_at.is_zero() && record.dnd_ends_at <= now;
        let over = state.known.iter().filter(|(_, record)| is_over(record));
        over.map(|(user, record)| (*user, record.dnd_ends_at)).collect()
    }

    /// Ends a timed do-not-disturb, here and in the store. `None` when another node did so before: what that made of it
    /// is read again when somebody asks.
    pub(crate) async fn end_timed(
        &self,
        user_id: UserId,
        dnd_ends_at: TimestampMs,
        now: TimestampMs,
        away_after: Duration,
    ) -> StoreResult<Option<PresenceChange>> {
        let Some(before) = self.of(&[user_id]).await?.get(&user_id).copied() else { return Ok(None) };
        let after = before.after(PresenceEvent::Tick, now, &PresenceSettings { away_after });
        let is_first = self.store.end_timed_status(user_id, dnd_ends_at, after).await?;
        let mut state = self.state.lock();
        let is_as_before = state.known.get(&user_id).is_some_and(|record| record.dnd_ends_at == dnd_ends_at);
        if is_as_before {
            if is_first {
                state.known.insert(user_id, after);
            } else {
                state.known.remove(&user_id);
                state.unwritten.remove(&user_id);
            }
        }
        Ok((is_first && is_as_before).then_some(PresenceChange { before, after }))
    }

    /// Everybody who is known not to be offline.
    pub(crate) fn known(&self) -> Vec<(UserId, PresenceRecord)> {
        self.state.lock().known.iter().map(|(user, record)| (*user, *record)).collect()
    }
}

#[cfg(test)]
mod tests {
    use countersign_server_rules::status::{Presence, StatusKind};

    use crate::{memory::MemoryStore, ports::store::StatusStore};

    use super::*;

    #[tokio::test]
    async fn changes_are_written_once_and_read_by_the_next_node() {
        let store = MemoryStore::default();
        let board = PresenceBoard::new(Arc::new(store.clone()));
        let ana: UserId = "a".repeat(26).parse().unwrap();
        let change = board.apply(ana, PresenceEvent::Connected, TimestampMs(5), Duration::from_mins(5)).await.unwrap();
        assert_eq!(
            (change.before.presence.status, change.after.presence.status),
            (StatusKind::Offline, StatusKind::Online)
        );
        assert!(store.statuses(&[ana]).await.unwrap().is_empty());
        board.write().await.unwrap();
        let other = PresenceBoard::new(Arc::new(store));
        assert_eq!(other.of(&[ana]).await.unwrap()[&ana].presence.status, StatusKind::Online);
    }

    #[tokio::test]
    async fn one_of_two_nodes_ends_a_timed_status() {
        let store = MemoryStore::default();
        let [one, other] = [(); 2].map(|()| PresenceBoard::new(Arc::new(store.clone())));
        let ana: UserId = "a".repeat(26).parse().unwrap();
        let presence = Presence { status: StatusKind::Dnd, ..Presence::default() };
        let record =
            PresenceRecord { presence, manual: true, dnd_ends_at: TimestampMs(9), ..PresenceRecord::default() };
        store.save_statuses(vec![(ana, record)]).await.unwrap();
        let (now, away_after) = (TimestampMs(10), Duration::from_mins(5));
        for board in [&one, &other] {
            board.of(&[ana]).await.unwrap();
            assert_eq!(board.overdue(now), [(ana, TimestampMs(9))]);
        }
        let change = one.end_timed(ana, TimestampMs(9), now, away_after).await.unwrap().unwrap();
        assert_ne!(change.after.presence.status, StatusKind::Dnd);
        assert_eq!(other.end_timed(ana, TimestampMs(9), now, away_after).await.unwrap(), None);
        assert!(one.overdue(now).is_empty() && other.overdue(now).is_empty());
        assert_eq!(other.of(&[ana]).await.unwrap()[&ana].presence.status, change.after.presence.status);
    }
}
