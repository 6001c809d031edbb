use std::{sync::Arc, time::Duration};

use async_nats::jetstream::{Context, context::PublishErrorKind, stream::Stream};
use bytes::Bytes;
use countersign_dispatch::{Claimed, OutboxError, Push, PushId, StoredPushRef, has_share};
use countersign_primitives::{Clock, TimestampMs};
use futures_util::future::join_all;
use parking_lot::Mutex;
use tokio::sync::mpsc;

use crate::{
    lease::Leases,
    reader::{self, ReadError},
    remover::Order,
    segments::{Kept, Place, State},
};

/// What JetStream answers when the stream holds as much as it may.
const STREAM_STORE_FAILED: u64 = 10077;
const RETRY: Duration = Duration::from_secs(5);

/// What the outbox and its background work share.
pub(crate) struct Shared {
    pub(crate) state: Mutex<State>,
    pub(crate) context: Context,
    pub(crate) stream: Stream<()>,
    /// Name of the stream, and beginning of its subjects.
    pub(crate) name: String,
    pub(crate) leases: Leases,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) removals: mpsc::UnboundedSender<Order>,
    /// The stream's bounds. This gateway keeps to them by itself: NATS 2.9 passes over changed ones until it starts anew.
    pub(crate) most_pushes: usize,
    pub(crate) most_bytes: u64,
}

impl Shared {
    /// The subject of a segment.
    pub(crate) fn subject(&self, segment: &str) -> String {
        format!("{}.{segment}", self.name)
    }

    /// Takes a message out of the stream, some time.
    pub(crate) fn remove(&self, seq: u64) {
        // Nobody listens after the end; then it is delivered once more, with the same id.
        let _ = self.removals.send(Order::Remove(seq));
    }

    /// Lets a claimed push wait again; see [`countersign_dispatch::Outbox::release`].
    pub(crate) fn release(&self, id: PushId, due: TimestampMs, failures: u32) -> Option<PushId> {
        let (gone, seq) = self.state.lock().release(id, due, failures)?;
        self.remove(seq);
        Some(gone)
    }

    /// Stores a push; see [`countersign_dispatch::Outbox::append`].
    pub(crate) async fn append(&self, push: &Push, claimed: bool) -> Result<Option<PushId>, OutboxError> {
        let payload = serde_json::to_vec(&StoredPushRef::from(push)).expect("texts and numbers serialise");
        let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        let begun = {
            let mut state = self.state.lock();
            if !self.has_room(&state, push, u64::from(length)) {
                return Err(OutboxError::Full { retry_after: RETRY });
            }
            state.begin_append(self.clock.ticks())
        };
        let Some((segment, name)) = begun else { return Err(out_of_reach()) };
        let stored = self.publish(self.subject(&name), Bytes::from(payload)).await;
        let mut state = self.state.lock();
        let is_kept = match stored {
            Ok(_) => Kept::Yes,
            Err(OutboxError::Full { .. }) => Kept::No,
            Err(_) => Kept::Perhaps,
        };
        let counts = state.end_append(segment, is_kept, self.clock.ticks());
        let seq = stored?;
        if !counts {
            return Err(out_of_reach());
        }
        let (freed, gave_way) = state.insert(push, Place { segment, seq, length }, claimed);
        drop(state);
        if let Some(freed) = freed {
            self.remove(freed);
        }
        Ok(gave_way)
    }

    /// Whether this gateway has room, and the caller has not more than its share already. One that is there already only
    /// moves.
    fn has_room(&self, state: &State, push: &Push, bytes: u64) -> bool {
        if state.index.contains(push.id) {
            return true;
        }
        let held = state.index.held(push.caller());
        let free_bytes = self.most_bytes.saturating_sub(state.index.bytes());
        bytes <= free_bytes
            && has_share(held.pushes, self.most_pushes.saturating_sub(state.index.len()) as u64)
            && has_share(held.bytes, free_bytes)
    }

    async fn publish(&self, subject: String, payload: Bytes) -> Result<u64, OutboxError> {
        let failed = |error: async_nats::jetstream::context::PublishError| match error.kind() {
            PublishErrorKind::Other if is_full(&error) => OutboxError::Full { retry_after: RETRY },
            _ => OutboxError::Store(format!("NATS: {error}")),
        };
        let acknowledged = self.context.publish(subject, payload).await.map_err(failed)?;
        Ok(acknowledged.await.map_err(failed)?.sequence)
    }

    /// Takes out what is due; see [`countersign_dispatch::Outbox::claim`].
    pub(crate) async fn claim(&self, lane: &str, now: TimestampMs, most: usize) -> Result<Vec<Claimed>, OutboxError> {
        let taken: Vec<_> = {
            let mut state = self.state.lock();
            if !state.is_ours(self.clock.ticks()) {
                return Err(out_of_reach());
            }
            std::iter::from_fn(|| state.index.claim(lane, now)).take(most).collect()
        };
        let reads = taken
            .into_iter()
            .map(|(id, place, failures)| async move { (id, failures, reader::read(&self.stream, place.seq).await) });
        let (mut claimed, mut failed) = (Vec::new(), None);
        for (id, failures, read) in join_all(reads).await {
            match read {
                Ok(Some(push)) => claimed.push(Claimed { push, failures }),
                Ok(None) => {
                    tracing::error!(push = %id, "a stored push is no longer in the stream");
                    self.state.lock().remove(id);
                }
                Err(ReadError::Senseless) => {
                    tracing::error!(push = %id, "a stored push cannot be understood");
                    self.state.lock().remove(id);
                }
                Err(error @ ReadError::Nats(_)) => {
                    self.release(id, TimestampMs::ZERO, failures);
                    failed = Some(OutboxError::Store(error.to_string()));
                }
            }
        }
        match failed {
            Some(error) if claimed.is_empty() => Err(error),
            _ => Ok(claimed),
        }
    }
}

fn out_of_reach() -> OutboxError {
    OutboxError::Store("NATS is out of reach, or was a moment ago".to_owned())
}

fn is_full(error: &async_nats::jetstream::context::PublishError) -> bool {
    let source = std::error::Error::source(error);
    let answer = source.and_then(|source| source.downcast_ref::<async_nats::jetstream::Error>());
    answer.is_some_and(|answer| answer.error_code().0 == STREAM_STORE_FAILED)
}
