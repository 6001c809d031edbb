//! Takes pushes from the outbox and delivers them: many at once, those of one device in order.
//!
//! A push is forgotten only after the gateway has answered, so a crash in between sends it again, with the same
//! `ack_id`. When the gateway cannot be reached everything waits, with growing pauses.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::{Semaphore, mpsc},
    time::sleep,
};
use tokio_util::sync::CancellationToken;

use countersign_primitives::UserId;

use crate::{
    domain::Domain,
    model::{OutboxSeq, QueuedPush},
    pushes::deliver::{Delivery, deliver},
};

/// How the outbox is emptied.
#[derive(Clone, Copy, Debug)]
pub struct WorkerConfig {
    /// Pushes on their way at once.
    pub parallel: usize,
    /// Pushes held in memory at once.
    pub batch: u32,
    /// The first pause after the gateway was out of reach; doubled each time.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self {
            parallel: 64,
            batch: 1024,
            first_pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(30),
        }
    }
}

/// Empties the outbox until told to stop. One for each store.
pub async fn run_outbox(domain: Domain, config: WorkerConfig, stop: CancellationToken) {
    let (finished, results) = mpsc::unbounded_channel();
    let worker = Worker {
        domain,
        config,
        slots: Arc::new(Semaphore::new(config.parallel)),
        finished,
        lanes: HashMap::new(),
        held: 0,
        pause: Duration::ZERO,
    };
    worker.run(results, stop).await;
}

/// What became of one push.
struct Finished {
    queued: QueuedPush,
    delivery: Delivery,
}

struct Worker {
    domain: Domain,
    config: WorkerConfig,
    slots: Arc<Semaphore>,
    finished: mpsc::UnboundedSender<Finished>,
    /// What waits for each device. A device with a push on its way has an entry.
    lanes: HashMap<String, VecDeque<QueuedPush>>,
    held: usize,
    pause: Duration,
}

impl Worker {
    async fn run(mut self, mut results: mpsc::UnboundedReceiver<Finished>, stop: CancellationToken) {
        if let Err(error) = self.domain.store().give_back_pushes().await {
            tracing::error!(%error, "pushes that a former worker held wait until the next start");
        }
        self.fill().await;
        loop {
            let domain = self.domain.clone();
            tokio::select! {
                () = stop.cancelled() => return,
                () = domain.outbox().notified() => self.fill().await,
                // Should reading have failed, or another node have queued something.
                () = sleep(self.config.longest_pause) => self.fill().await,
                Some(first) = results.recv() => self.settle(first, &mut results).await,
            }
        }
    }

    /// Takes what waits in the outbox, as far as there is room.
    async fn fill(&mut self) {
        while self.held < self.config.batch as usize {
            let read = match self.domain.store().take_pushes(self.config.batch).await {
                Ok(read) => read,
                Err(error) => {
                    tracing::error!(%error, "the push outbox cannot be read");
                    return;
                }
            };
            if read.is_empty() {
                return;
            }
            let users: Vec<UserId> = read.iter().map(|queued| queued.push.user_id).collect();
            if let Err(error) = self.domain.read_ahead(&users).await {
                tracing::warn!(%error, "people to be pushed could not be read all at once");
            }
            for queued in read {
                self.held += 1;
                self.take(queued);
            }
        }
    }

    fn take(&mut self, queued: QueuedPush) {
        if let Some(lane) = self.lanes.get_mut(&queued.push.device_id) {
            lane.push_back(queued);
        } else {
            self.lanes.insert(queued.push.device_id.clone(), VecDeque::new());
            self.send(queued);
        }
    }

    fn send(&self, queued: QueuedPush) {
        let (domain, slots, finished) = (self.domain.clone(), Arc::clone(&self.slots), self.finished.clone());
        let pause = self.pause;
        tokio::spawn(async move {
            sleep(pause).await;
            let Ok(_slot) = slots.acquire().await else { return };
            let delivery = match deliver(&domain, &queued.push).await {
                Ok(delivery) => delivery,
                Err(error) => {
                    tracing::error!(%error, "a push could not be put together");
                    Delivery::Later
                }
            };
            // Nobody listens any more when the worker has stopped; the push is still in the outbox.
            let _ = finished.send(Finished { queued, delivery });
        });
    }

    /// Forgets what is settled, sends again what is not, and lets the next push of each device go.
    async fn settle(&mut self, first: Finished, results: &mut mpsc::UnboundedReceiver<Finished>) {
        let mut done = vec![first];
        while let Ok(more) = results.try_recv() {
            done.push(more);
        }
        let was_out_of_reach = done.iter().all(|finished| finished.delivery == Delivery::Later);
        self.pause = if was_out_of_reach { self.longer_pause() } else { Duration::ZERO };
        let settled: Vec<OutboxSeq> = done
            .iter()
            .filter(|finished| finished.delivery == Delivery::Settled)
            .map(|finished| finished.queued.seq)
            .collect();
        self.held -= settled.len();
        if !settled.is_empty()
            && let Err(error) = self.domain.store().settle_pushes(settled).await
        {
            tracing::error!(%error, "delivered pushes could not be taken from the outbox; they will be sent again");
        }
        for finished in done {
            match finished.delivery {
                Delivery::Settled => self.next_of(&finished.queued.push.device_id),
                Delivery::Later => self.send(finished.queued),
            }
        }
        self.fill().await;
    }

    fn next_of(&mut self, device_id: &str) {
        match self.lanes.get_mut(device_id).and_then(VecDeque::pop_front) {
            Some(next) => self.send(next),
            None => drop(self.lanes.remove(device_id)),
        }
    }

    fn longer_pause(&self) -> Duration {
        (self.pause * 2).clamp(self.config.first_pause, self.config.longest_pause)
    }
}
