//! What became of each push, from the gateway's door to the device's receipt.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    num::NonZeroU32,
    sync::Arc,
};

use countersign_dispatch::{Push, PushId};
use countersign_primitives::TimestampMs;
use parking_lot::Mutex;
use serde::Serialize;

/// How many pushes are remembered, the latest: about ten megabytes.
const MOST: usize = 100_000;

/// Delivery records by `ack_id`. Pushes without one have none. In memory only: a gateway that is started anew knows what
/// is still in its queue.
#[derive(Debug)]
pub(crate) struct Records {
    /// Records are kept under a hash of the `ack_id` that differs from start to start.
    hash: RandomState,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    young: HashMap<u64, Record>,
    old: HashMap<u64, Record>,
    /// Where the records of those are that wait and may give way.
    replaceable: HashMap<PushId, u64>,
    most: usize,
    targets: Vec<Arc<str>>,
}

/// Times are milliseconds after the push was accepted, and one: zero is "not yet".
#[derive(Clone, Copy, Debug)]
struct Record {
    accepted_at: TimestampMs,
    queued: After,
    sent: After,
    concluded: After,
    acked: After,
    target: u16,
    attempts: u8,
    outcome: Outcome,
}

type After = Option<NonZeroU32>;

/// How a push ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// Not yet.
    Underway,
    /// The vendor took it.
    VendorAccepted,
    /// The token is dead.
    Removed,
    /// Given up.
    Failed,
    /// A newer one took its place while it waited.
    Superseded,
}

/// A record as operators read it. Times are milliseconds since the epoch; what has not happened is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Delivery {
    pub(crate) ack_id: String,
    pub(crate) target: String,
    pub(crate) outcome: Outcome,
    pub(crate) attempts: u8,
    pub(crate) accepted_at: TimestampMs,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) queued_at: Option<TimestampMs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sent_at: Option<TimestampMs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) concluded_at: Option<TimestampMs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) acked_at: Option<TimestampMs>,
}

/// A first receipt for a push that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) target: Arc<str>,
    /// From the acceptance of the push to its receipt.
    pub(crate) took: std::time::Duration,
}

impl Default for Records {
    fn default() -> Self {
        Self::new(MOST)
    }
}

impl Records {
    pub(crate) fn new(most: usize) -> Self {
        Self { hash: RandomState::new(), kept: Mutex::new(Kept { most: most.div_ceil(2), ..Kept::default() }) }
    }

    /// The push was taken in.
    pub(crate) fn accepted(&self, push: &Push) {
        self.change(push, |_| {});
    }

    /// It was written down.
    pub(crate) fn queued(&self, push: &Push, now: TimestampMs) {
        self.change(push, |record| record.queued = record.queued.or(record.after(now)));
        if push.collapse_key().is_some() && !push.message.ack_id.is_empty() {
            let key = self.hash.hash_one(&push.message.ack_id[..]);
            self.kept.lock().may_be_replaced(push.id, key);
        }
    }

    /// It is handed to the vendor, once more.
    pub(crate) fn sent(&self, push: &Push, now: TimestampMs) {
        self.change(push, |record| {
            record.sent = record.sent.or(record.after(now));
            record.attempts = record.attempts.saturating_add(1);
        });
    }

    /// It ended.
    pub(crate) fn concluded(&self, push: &Push, outcome: Outcome, now: TimestampMs) {
        self.change(push, |record| {
            record.concluded = record.after(now);
            record.outcome = outcome;
        });
        if push.collapse_key().is_some() {
            self.kept.lock().replaceable.remove(&push.id);
        }
    }

    /// A newer one took its place in the queue.
    pub(crate) fn superseded(&self, id: PushId, now: TimestampMs) {
        let mut kept = self.kept.lock();
        let Some(key) = kept.replaceable.remove(&id) else { return };
        if let Some(record) = kept.find(key) {
            record.concluded = record.after(now);
            record.outcome = Outcome::Superseded;
        }
    }

    /// The device has it. `None` when the push is not known, or the receipt came before.
    pub(crate) fn acked(&self, ack_id: &str, now: TimestampMs) -> Option<Receipt> {
        let mut kept = self.kept.lock();
        let record = kept.find(self.hash.hash_one(ack_id))?;
        if record.acked.is_some() {
            return None;
        }
        record.acked = record.after(now);
        let (target, took) = (record.target, now.since(record.accepted_at));
        Some(Receipt { target: Arc::clone(kept.targets.get(usize::from(target))?), took })
    }

    /// What is known of a push.
    pub(crate) fn get(&self, ack_id: &str) -> Option<Delivery> {
        let mut kept = self.kept.lock();
        let record = *kept.find(self.hash.hash_one(ack_id))?;
        let at = |after: After| after.map(|after| TimestampMs(record.accepted_at.0 + i64::from(after.get()) - 1));
        Some(Delivery {
            ack_id: ack_id.to_owned(),
            target: kept.targets.get(usize::from(record.target)).map(ToString::to_string).unwrap_or_default(),
            outcome: record.outcome,
            attempts: record.attempts,
            accepted_at: record.accepted_at,
            queued_at: at(record.queued),
            sent_at: at(record.sent),
            concluded_at: at(record.concluded),
            acked_at: at(record.acked),
        })
    }

    fn change(&self, push: &Push, change: impl FnOnce(&mut Record)) {
        if push.message.ack_id.is_empty() {
            return;
        }
        let key = self.hash.hash_one(&push.message.ack_id[..]);
        change(self.kept.lock().find_or_add(key, push));
    }
}

impl Kept {
    fn find(&mut self, key: u64) -> Option<&mut Record> {
        self.young.get_mut(&key).or_else(|| self.old.get_mut(&key))
    }

    fn find_or_add(&mut self, key: u64, push: &Push) -> &mut Record {
        let target = self.target(push.target());
        let generation = if self.old.contains_key(&key) {
            &mut self.old
        } else {
            if self.young.len() >= self.most && !self.young.contains_key(&key) {
                // The memory of the older generation serves the next one.
                std::mem::swap(&mut self.old, &mut self.young);
                self.young.clear();
            }
            &mut self.young
        };
        generation.entry(key).or_insert(Record {
            accepted_at: push.accepted_at,
            queued: None,
            sent: None,
            concluded: None,
            acked: None,
            target,
            attempts: 0,
            outcome: Outcome::Underway,
        })
    }

    /// Bounded as the records are: beyond that a push that gives way stays underway.
    fn may_be_replaced(&mut self, id: PushId, key: u64) {
        if self.replaceable.len() < self.most {
            self.replaceable.insert(id, key);
        }
    }

    /// There are as many as configured targets: few.
    fn target(&mut self, name: &str) -> u16 {
        let known = self.targets.iter().position(|known| **known == *name);
        let place = known.unwrap_or_else(|| {
            self.targets.push(name.into());
            self.targets.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }
}

impl Record {
    fn after(&self, now: TimestampMs) -> After {
        let millis = u32::try_from(now.since(self.accepted_at).as_millis()).unwrap_or(u32::MAX - 1);
        NonZeroU32::new(millis.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use countersign_primitives::SequenceRandom;
    use countersign_wire_push::PushMessage;

    use super::*;

    const START: TimestampMs = TimestampMs(1_700_000_000_000);

    fn push(ack_id: &str) -> Push {
        let message =
            PushMessage { ack_id: ack_id.to_owned(), platform: "apple_rn-v2".to_owned(), ..PushMessage::default() };
        Push::new(message, START, Duration::from_hours(1), &SequenceRandom::new(1))
    }

    fn after(millis: u64) -> TimestampMs {
        START + Duration::from_millis(millis)
    }

    #[test]
    fn a_push_is_followed_from_the_door_to_the_receipt() {
        let records = Records::new(10);
        let push = push("a");
        records.accepted(&push);
        records.sent(&push, after(0));
        records.queued(&push, after(2000));
        records.sent(&push, after(3000));
        records.concluded(&push, Outcome::VendorAccepted, after(3050));
        let receipt = records.acked("a", after(4000));
        assert_eq!(receipt, Some(Receipt { target: "apple_rn".into(), took: Duration::from_secs(4) }));
        assert_eq!(records.acked("a", after(5000)), None, "a receipt counts once");
        let delivery = records.get("a").unwrap();
        assert_eq!((delivery.attempts, delivery.outcome), (2, Outcome::VendorAccepted));
        assert_eq!((delivery.accepted_at, delivery.sent_at), (START, Some(START)));
        assert_eq!((delivery.queued_at, delivery.concluded_at), (Some(after(2000)), Some(after(3050))));
        assert_eq!(delivery.acked_at, Some(after(4000)));
    }

    #[test]
    fn what_is_not_known_has_no_record() {
        let records = Records::new(10);
        records.accepted(&push(""));
        assert_eq!(records.get(""), None);
        assert_eq!(records.acked("unheard of", START), None);
    }

    #[test]
    fn the_latest_are_remembered_and_no_more() {
        let records = Records::new(100);
        for number in 0..1000 {
            records.accepted(&push(&number.to_string()));
        }
        let known = (0..1000).filter(|number| records.get(&number.to_string()).is_some()).count();
        assert!((50..=100).contains(&known), "{known}");
        assert!(records.get("999").is_some());
    }

    #[test]
    fn a_record_is_small() {
        assert!(size_of::<Record>() <= 32, "{}", size_of::<Record>());
    }
}
