use std::time::Duration;

use async_trait::async_trait;
use countersign_primitives::TimestampMs;
use parking_lot::Mutex;

use crate::{Claimed, Depth, Outbox, OutboxError, Push, PushId, WaitingIndex, has_share};

/// An outbox that forgets everything when the process ends. For tests, and for gateways that run without a disk and
/// say so.
#[derive(Debug)]
pub struct MemoryOutbox {
    most: usize,
    kept: Mutex<WaitingIndex<Push>>,
}

impl MemoryOutbox {
    /// Keeps up to `most` pushes.
    pub fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }
}

#[async_trait]
impl Outbox for MemoryOutbox {
    async fn append(&self, push: &Push, claimed: bool) -> Result<Option<PushId>, OutboxError> {
        let mut kept = self.kept.lock();
        let free = self.most.saturating_sub(kept.len()) as u64;
        if !kept.contains(push.id) && !has_share(kept.held(push.caller()).pushes, free) {
            return Err(OutboxError::Full { retry_after: Duration::from_secs(5) });
        }
        let insertion = kept.insert(push, push.clone(), push.weight(), claimed);
        Ok(insertion.gave_way.map(|(id, _)| id))
    }

    async fn claim(&self, lane: &str, now: TimestampMs, most: usize) -> Result<Vec<Claimed>, OutboxError> {
        let mut kept = self.kept.lock();
        let claims = std::iter::from_fn(|| kept.claim(lane, now)).take(most);
        Ok(claims.map(|(_, push, failures)| Claimed { push, failures }).collect())
    }

    fn finish(&self, id: PushId) {
        self.kept.lock().remove(id);
    }

    fn release(&self, id: PushId, due: TimestampMs, failures: u32) -> Option<PushId> {
        self.kept.lock().release(id, due, failures).map(|(gone, _)| gone)
    }

    fn next_due(&self, lane: &str) -> Option<TimestampMs> {
        self.kept.lock().next_due(lane)
    }

    fn lanes(&self) -> Vec<String> {
        self.kept.lock().lanes()
    }

    fn holds(&self, id: PushId) -> bool {
        self.kept.lock().contains(id)
    }

    fn depth(&self) -> Depth {
        let kept = self.kept.lock();
        Depth { pushes: kept.len(), bytes: kept.bytes(), oldest: kept.oldest() }
    }
}
