use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;
use countersign_primitives::TimestampMs;
use parking_lot::Mutex;

use crate::{Claimed, Depth, Outbox, OutboxError, Push, PushId};

/// An outbox that forgets everything when the process ends. For tests, and for gateways that run without a disk and
/// say so.
#[derive(Debug)]
pub struct MemoryOutbox {
    most: usize,
    kept: Mutex<BTreeMap<PushId, Kept>>,
}

#[derive(Debug)]
struct Kept {
    push: Push,
    failures: u32,
    due: Option<TimestampMs>,
}

impl MemoryOutbox {
    /// Keeps up to `most` pushes.
    pub fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }
}

#[async_trait]
impl Outbox for MemoryOutbox {
    async fn append(&self, push: &Push, claimed: bool) -> Result<(), OutboxError> {
        let mut kept = self.kept.lock();
        if kept.len() >= self.most {
            return Err(OutboxError::Full { retry_after: Duration::from_secs(5) });
        }
        let due = (!claimed).then_some(TimestampMs::ZERO);
        kept.insert(push.id, Kept { push: push.clone(), failures: 0, due });
        Ok(())
    }

    async fn claim(&self, lane: &str, now: TimestampMs, most: usize) -> Result<Vec<Claimed>, OutboxError> {
        let mut kept = self.kept.lock();
        let mut due: Vec<_> = kept
            .values_mut()
            .filter(|kept| kept.push.target() == lane && kept.due.is_some_and(|due| due <= now))
            .collect();
        due.sort_by_key(|kept| (kept.push.class, kept.push.accepted_at));
        let claimed = due.into_iter().take(most).map(|kept| {
            kept.due = None;
            Claimed { push: kept.push.clone(), failures: kept.failures }
        });
        Ok(claimed.collect())
    }

    fn finish(&self, id: PushId) {
        self.kept.lock().remove(&id);
    }

    fn release(&self, id: PushId, due: TimestampMs, failures: u32) {
        if let Some(kept) = self.kept.lock().get_mut(&id) {
            kept.due = Some(due);
            kept.failures = failures;
        }
    }

    fn next_due(&self, lane: &str) -> Option<TimestampMs> {
        let kept = self.kept.lock();
        kept.values().filter(|kept| kept.push.target() == lane).filter_map(|kept| kept.due).min()
    }

    fn lanes(&self) -> Vec<String> {
        let mut lanes: Vec<_> = self.kept.lock().values().map(|kept| kept.push.target().to_owned()).collect();
        lanes.sort();
        lanes.dedup();
        lanes
    }

    fn holds(&self, id: PushId) -> bool {
        self.kept.lock().contains_key(&id)
    }

    fn depth(&self) -> Depth {
        let kept = self.kept.lock();
        Depth { pushes: kept.len(), bytes: 0, oldest: kept.values().map(|kept| kept.push.accepted_at).min() }
    }
}
