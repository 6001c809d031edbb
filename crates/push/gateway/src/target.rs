//! One configured target and everything that is known about how it is.

use std::{sync::Arc, time::Duration};

use countersign_dispatch::{
    Admission, DeviceKey, DevicePace, DeviceRate, Flow, Gate, Memory, Quota, RemovalGuard, Sender, TargetState, Vendor,
};
use countersign_push_content::{Compat, Policy};
use parking_lot::Mutex;
use tokio::sync::{Notify, Semaphore};

use crate::{TargetConfig, gauge::Gauge, metrics::TargetCounters, slots::Slots};

/// How many pushes of a target's backlog are sent at the same time.
const BACKLOG_STREAMS: usize = 1000;
/// How many pushes of a target may be under way besides, and their bytes.
const MOST_UNDER_WAY: u64 = 10_000;
const MOST_BYTES_UNDER_WAY: u64 = 64 << 20;
/// How long it takes until a second hint of a dead token counts.
pub(crate) const SECOND_LOOK: Duration = Duration::from_mins(1);

/// What outlives a reload of the settings.
pub(crate) struct TargetHealth {
    pub(crate) gate: Mutex<Gate>,
    pub(crate) guard: Mutex<RemovalGuard>,
    pub(crate) rate: Mutex<DeviceRate>,
    /// Tokens with a first hint of being dead.
    pub(crate) hints: Mutex<Memory<DeviceKey, ()>>,
    /// Devices the vendor asked to leave alone.
    pub(crate) paced: Mutex<DevicePace>,
    /// Wakes the worker of the backlog.
    pub(crate) wake: Notify,
    pub(crate) streams: Arc<Semaphore>,
    /// Places for what is sent without being written down first.
    pub(crate) slots: Arc<Slots>,
    pub(crate) counters: Arc<TargetCounters>,
}

impl TargetHealth {
    pub(crate) fn new(counters: Arc<TargetCounters>) -> Self {
        Self {
            gate: Mutex::default(),
            guard: Mutex::default(),
            rate: Mutex::default(),
            hints: Mutex::new(Memory::new(Duration::from_hours(24), 100_000)),
            paced: Mutex::default(),
            wake: Notify::new(),
            streams: Arc::new(Semaphore::new(BACKLOG_STREAMS)),
            slots: Slots::new(MOST_UNDER_WAY, MOST_BYTES_UNDER_WAY),
            counters,
        }
    }
}

/// A target as it is configured now.
pub(crate) struct Target {
    pub(crate) name: Arc<str>,
    pub(crate) vendor: Vendor,
    pub(crate) compat: Compat,
    pub(crate) sender: Arc<dyn Sender>,
    pub(crate) quota: Option<Arc<Mutex<Quota>>>,
    pub(crate) health: Arc<TargetHealth>,
    pub(crate) gauge: Gauge,
    pub(crate) made_of: MadeOf,
}

/// What a target was built from: the same settings need no new one.
#[derive(PartialEq, Eq)]
pub(crate) struct MadeOf {
    pub(crate) config: TargetConfig,
    pub(crate) policy: Policy,
}

impl Target {
    pub(crate) fn admit(&self, call: bool, ticks: Duration) -> Admission {
        self.health.gate.lock().admit(call, ticks)
    }

    pub(crate) fn flow(&self, ticks: Duration) -> Flow {
        self.health.gate.lock().flow(ticks)
    }

    pub(crate) fn state(&self, ticks: Duration) -> TargetState {
        self.health.gate.lock().state(ticks).0
    }

    /// Whether a push may go to a device now.
    ///
    /// # Errors
    /// When to ask again.
    pub(crate) fn admit_device(&self, device: DeviceKey, ticks: Duration) -> Result<(), Duration> {
        self.health.paced.lock().admit(device, ticks)
    }
}
