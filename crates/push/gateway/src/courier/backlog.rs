//! Sending what was written down: one worker per target.

use std::{sync::Arc, sync::atomic::Ordering, time::Duration};

use countersign_dispatch::{Claimed, Fault, Flow, History, PushClass};
use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::{sleep, timeout},
};

use crate::{
    courier::Courier,
    reply::{Failure, Reply},
    target::Target,
};

/// How many pushes are claimed at once.
const BATCH: usize = 64;
/// The worker looks around at least this often.
const LOOK: Duration = Duration::from_secs(5);

impl Courier {
    /// Works off a lane until told to stop. The target is looked up anew each time: a reload may have changed it.
    pub(crate) async fn work_off(self: Arc<Self>, lane: String, mut stop: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                biased;
                _ = stop.wait_for(|stopping| *stopping) => return,
                () = self.turn(&lane) => {}
            }
        }
    }

    /// Sends what is due, or waits until something is.
    async fn turn(self: &Arc<Self>, lane: &str) {
        let Some(target) = self.targets.load().get(lane).map(Arc::clone) else { return sleep(LOOK).await };
        let woken = target.health.wake.notified();
        let now = self.clock.now();
        match self.outbox.next_due(lane) {
            Some(due) if due <= now => {}
            due => {
                let wait = due.map_or(LOOK, |due| due.since(now)).min(LOOK);
                let _ = timeout(wait, woken).await;
                return;
            }
        }
        match self.flow(&target) {
            Flow::Free => self.send_due(&target, lane, BATCH).await,
            Flow::Probe => self.send_due(&target, lane, 1).await,
            Flow::Closed { until } => {
                let wait = until.saturating_sub(self.clock.ticks()).min(LOOK);
                let _ = timeout(wait, woken).await;
            }
        }
    }

    async fn send_due(self: &Arc<Self>, target: &Arc<Target>, lane: &str, most: usize) {
        // Room first: what is claimed is being worked on.
        let Ok(permit) = Arc::clone(&target.health.streams).acquire_owned().await else { return };
        let mut permits = vec![permit];
        while permits.len() < most {
            match Arc::clone(&target.health.streams).try_acquire_owned() {
                Ok(permit) => permits.push(permit),
                Err(_) => break,
            }
        }
        let claimed = match self.outbox.claim(lane, self.clock.now(), permits.len()).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(%error, "the queue cannot be read");
                return sleep(LOOK).await;
            }
        };
        for (claimed, permit) in claimed.into_iter().zip(permits) {
            self.send_claimed(target, claimed, permit);
        }
    }

    fn send_claimed(self: &Arc<Self>, target: &Arc<Target>, claimed: Claimed, permit: OwnedSemaphorePermit) {
        let Claimed { push, failures } = claimed;
        let (now, ticks) = (self.clock.now(), self.clock.ticks());
        if push.is_expired(now) {
            target.health.counters.expired.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(target = %target.name, push = %push.id, fault = Fault::Expired.as_str(), "push given up");
            let text = "upstream: not delivered within its lifetime".to_owned();
            let failure = Failure::Vendor { incumbent: text.clone(), text };
            return self.finish_with(target, &push, &Reply::Fail(failure));
        }
        let stopped = target.health.gate.lock().topic_stopped(push.class == PushClass::Call).map(|(_, until)| until);
        let blocked = stopped.or_else(|| target.admit_device(push.device(), ticks).err());
        if let Some(until) = blocked {
            let wait = until.saturating_sub(ticks).max(Duration::from_millis(100));
            return self.put_back(target, &push, wait, failures);
        }
        let past = History { failures, ..History::default() };
        let delivery = Arc::clone(self).deliver(Arc::clone(target), push.clone(), past);
        self.conclude_later(
            Arc::clone(target),
            push,
            Box::pin(async move {
                let conclusion = delivery.await;
                drop(permit);
                conclusion
            }),
        );
    }
}
