//! The way of a push through the gateway: recognised, admitted, sent, judged, answered; or written down and sent later.

mod attempt;
mod backlog;
mod goes_on;
mod intake;
mod late;
mod pacing;
mod seen;

use std::{collections::HashMap, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use countersign_dispatch::{DeviceKey, Lifetimes, Memory, Outbox, Push, PushId};
use countersign_primitives::{Clock, Random, TimestampMs};
use countersign_push_outbox::VerdictLog;
use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;

use crate::{
    metrics::Metrics,
    observer::{DeliveryEvent, DeliveryObserver, DeliveryStep},
    records::Records,
    reply::Reply,
    target::Target,
};

use seen::Seen;

/// The configured targets, by name.
pub(crate) type Targets = HashMap<String, Arc<Target>>;

/// Times that an operator may set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// How long a caller waits for the verdict.
    pub(crate) verdict: Duration,
    /// How long one attempt may take.
    pub(crate) attempt: Duration,
    pub(crate) lifetimes: Lifetimes,
}

/// A removal that nobody was told of.
#[derive(Clone, Debug)]
struct LateRemoval {
    reason: String,
    at: TimestampMs,
}

/// Takes pushes and sees to them. Shared by all connections.
pub(crate) struct Courier {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) outbox: Arc<dyn Outbox>,
    pub(crate) verdicts: VerdictLog,
    pub(crate) targets: ArcSwap<Targets>,
    pub(crate) times: ArcSwap<Times>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) observer: Option<Arc<dyn DeliveryObserver>>,
    /// What is sent while no caller waits for it.
    pub(crate) work: TaskTracker,
    seen: Mutex<Seen>,
    waiting: Mutex<HashMap<PushId, Vec<oneshot::Sender<Reply>>>>,
    pub(crate) records: Records,
    removals: Mutex<Memory<DeviceKey, LateRemoval>>,
}

impl Courier {
    #[allow(clippy::too_many_arguments, reason = "called once, where everything is put together")]
    pub(crate) fn new(
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        outbox: Arc<dyn Outbox>,
        verdicts: VerdictLog,
        targets: Targets,
        times: Times,
        metrics: Arc<Metrics>,
        observer: Option<Arc<dyn DeliveryObserver>>,
    ) -> Self {
        let removals = Mutex::new(late::remembered(&verdicts, clock.ticks()));
        Self {
            clock,
            random,
            outbox,
            verdicts,
            targets: ArcSwap::from_pointee(targets),
            times: ArcSwap::from_pointee(times),
            metrics,
            observer,
            work: TaskTracker::new(),
            seen: Mutex::default(),
            waiting: Mutex::default(),
            records: Records::default(),
            removals,
        }
    }

    fn observe(&self, push: &Push, step: DeliveryStep<'_>) {
        if let Some(observer) = &self.observer {
            observer.observe(&DeliveryEvent {
                at: self.clock.now(),
                push: Some(push.id),
                ack_id: &push.message.ack_id,
                target: push.target(),
                step,
            });
        }
    }
}
