use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use async_nats::jetstream::{Context, context::ContextBuilder, kv, stream};
use async_trait::async_trait;
use countersign_dispatch::{Claimed, Depth, Outbox, OutboxError, Push, PushId};
use countersign_primitives::{Clock, Random, TimestampMs};
use futures_util::future::join_all;
use parking_lot::Mutex;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    NatsOutboxConfig, OpenError,
    keeper::Keeper,
    lease::Leases,
    remover::{self, Order},
    segments::State,
    shared::Shared,
};

/// How long closing may take.
const CLOSING: Duration = Duration::from_secs(5);

/// The outbox in NATS JetStream. Dropping it without [`Outbox::close`] ends it as a crash would.
pub struct NatsOutbox {
    shared: Arc<Shared>,
    /// Appends, and reading what was taken over.
    tasks: TaskTracker,
    stop: CancellationToken,
    keeper: Mutex<Option<tokio::task::JoinHandle<()>>>,
    remover: tokio::task::JoinHandle<()>,
}

impl NatsOutbox {
    /// Connects, makes the stream if need be, and begins to take over what gateways left that are no more. Must be called
    /// inside a Tokio runtime.
    ///
    /// # Errors
    /// NATS cannot be reached, or does not give what is needed.
    pub async fn open(config: NatsOutboxConfig, clock: Arc<dyn Clock>, random: &dyn Random) -> Result<Self, OpenError> {
        if !config.has_good_name() {
            return Err(OpenError::Name);
        }
        let client = countersign_nats::connect(&config.nats, "countersign-push").await?;
        let context = ContextBuilder::new().timeout(config.lease / 2).build(client);
        let stream = stream(&context, &config).await?;
        let (bucket, lease) = bucket(&context, &config).await?;
        let (removals, orders) = mpsc::unbounded_channel();
        let holder = draw_name(random);
        let shared = Arc::new(Shared {
            state: Mutex::new(State::default()),
            context: context.clone(),
            stream,
            name: config.stream.clone(),
            leases: Leases::new(bucket, holder.clone()),
            clock,
            removals,
            most_pushes: config.most_pushes,
            most_bytes: config.most_bytes,
        });
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let mut keeper = Keeper {
            shared: Arc::clone(&shared),
            lease,
            holder,
            begun: 0,
            orphans: HashMap::new(),
            tasks: tasks.clone(),
            stop: stop.clone(),
        };
        keeper.begin_segment().await.map_err(|text| OpenError::Refused { what: "bucket", text })?;
        keeper.take_over().await.map_err(|text| OpenError::Refused { what: "stream", text })?;
        let keeper = Mutex::new(Some(tokio::spawn(keeper.run())));
        let remover = tokio::spawn(remover::remove(context, config.stream, orders));
        Ok(Self { shared, tasks, stop, keeper, remover })
    }
}

/// Names a gateway, or a segment: 32 hexadecimal digits.
fn draw_name(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    hex::encode(bytes)
}

async fn stream(context: &Context, config: &NatsOutboxConfig) -> Result<stream::Stream<()>, OpenError> {
    let refused = |text: String| OpenError::Refused { what: "stream", text };
    let wanted = stream::Config {
        name: config.stream.clone(),
        description: Some("Pushes that Countersign has accepted and not yet delivered".to_owned()),
        subjects: vec![format!("{}.*", config.stream)],
        max_messages: i64::try_from(config.most_pushes).unwrap_or(-1),
        max_bytes: i64::try_from(config.most_bytes).unwrap_or(-1),
        discard: stream::DiscardPolicy::New,
        max_age: config.keep,
        storage: stream::StorageType::File,
        num_replicas: config.replicas,
        ..stream::Config::default()
    };
    context.create_or_update_stream(wanted).await.map_err(|error| refused(error.to_string()))?;
    context.get_stream_no_info(&config.stream).await.map_err(|error| refused(error.to_string()))
}

/// The bucket and the time after which its leases run out: what the first gateway said.
async fn bucket(context: &Context, config: &NatsOutboxConfig) -> Result<(kv::Store, Duration), OpenError> {
    let refused = |text: String| OpenError::Refused { what: "bucket", text };
    let bucket = config.bucket();
    // The stream that a bucket is, made by hand: the client's own way asks NATS 2.9 for what it does not know.
    let wanted = stream::Config {
        name: format!("KV_{bucket}"),
        description: Some("Which gateway works on which pushes".to_owned()),
        subjects: vec![format!("$KV.{bucket}.>")],
        max_messages_per_subject: 1,
        max_age: config.lease,
        duplicate_window: config.lease,
        discard: stream::DiscardPolicy::New,
        // On the disk, so that a NATS that starts again knows who holds what.
        storage: stream::StorageType::File,
        num_replicas: config.replicas,
        allow_rollup: true,
        deny_delete: true,
        ..stream::Config::default()
    };
    // There already, perhaps with another time, unless we are the first.
    let made = context.create_stream(wanted).await.map(drop);
    let store = context.get_key_value(&bucket).await;
    let store = store.map_err(|error| refused(made.err().map_or(error.to_string(), |made| made.to_string())))?;
    let lease = store.status().await.map_err(|error| refused(error.to_string()))?.max_age();
    if lease != config.lease {
        tracing::warn!(lease_ms = lease.as_millis(), "the queue has another lease than these settings; it counts");
    }
    Ok((store, lease))
}

#[async_trait]
impl Outbox for NatsOutbox {
    async fn append(&self, push: &Push, claimed: bool) -> Result<Option<PushId>, OutboxError> {
        let (shared, push) = (Arc::clone(&self.shared), push.clone());
        let (answer, answered) = oneshot::channel();
        // On its own: when the caller goes away in the middle, what was stored must still be known.
        self.tasks.spawn(async move {
            let outcome = shared.append(&push, claimed).await;
            let is_stored = outcome.is_ok();
            if answer.send(outcome).is_err() && is_stored && claimed {
                shared.release(push.id, TimestampMs::ZERO, 0);
            }
        });
        answered.await.unwrap_or_else(|_| Err(OutboxError::Store("the queue is closed".to_owned())))
    }

    async fn claim(&self, lane: &str, now: TimestampMs, most: usize) -> Result<Vec<Claimed>, OutboxError> {
        self.shared.claim(lane, now, most).await
    }

    fn finish(&self, id: PushId) {
        let seq = self.shared.state.lock().remove(id);
        if let Some(seq) = seq {
            self.shared.remove(seq);
        }
    }

    fn release(&self, id: PushId, due: TimestampMs, failures: u32) -> Option<PushId> {
        self.shared.release(id, due, failures)
    }

    fn next_due(&self, lane: &str) -> Option<TimestampMs> {
        self.shared.state.lock().index.next_due(lane)
    }

    fn lanes(&self) -> Vec<String> {
        self.shared.state.lock().index.lanes()
    }

    fn holds(&self, id: PushId) -> bool {
        self.shared.state.lock().index.contains(id)
    }

    fn depth(&self) -> Depth {
        let state = self.shared.state.lock();
        Depth { pushes: state.index.len(), bytes: state.index.bytes(), oldest: state.index.oldest() }
    }

    /// Removes what is finished, and gives the rest to the other gateways at once.
    async fn close(&self) {
        self.stop.cancel();
        let closing = async {
            let keeper = self.keeper.lock().take();
            if let Some(keeper) = keeper {
                let _ = keeper.await;
            }
            self.tasks.close();
            self.tasks.wait().await;
            let (done, told) = oneshot::channel();
            if self.shared.removals.send(Order::Tell(done)).is_ok() {
                let _ = told.await;
            }
            let segments = std::mem::take(&mut *self.shared.state.lock()).segments;
            let backs = segments.iter().map(|segment| self.shared.leases.give_back(&segment.name, segment.revision));
            join_all(backs).await;
        };
        if timeout(CLOSING, closing).await.is_err() {
            tracing::warn!("NATS did not answer in time; other gateways take over when the lease has run out");
        }
    }
}

impl Drop for NatsOutbox {
    fn drop(&mut self) {
        self.stop.cancel();
        self.remover.abort();
        if let Some(keeper) = self.keeper.lock().take() {
            keeper.abort();
        }
    }
}

impl fmt::Debug for NatsOutbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsOutbox").field("depth", &self.depth()).finish_non_exhaustive()
    }
}
