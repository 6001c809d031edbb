//! What a gateway does all the time for its segments: renew the leases, take over what others left, clear away.

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures_util::{StreamExt, future::join_all};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    lease::{Claim, Renewal},
    reader,
    segments::Place,
    shared::Shared,
};

/// Looks after the segments of one gateway.
pub(crate) struct Keeper {
    pub(crate) shared: Arc<Shared>,
    pub(crate) lease: Duration,
    /// Names this gateway; its segments are numbered.
    pub(crate) holder: String,
    pub(crate) begun: u64,
    /// Segments without a lease, and since when we know.
    pub(crate) orphans: HashMap<String, Duration>,
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
}

impl Keeper {
    /// How long a lease that was taken or renewed at `asked` is surely ours: it begins to run later than that, and the
    /// rest is for clocks that run differently.
    fn valid_until(&self, asked: Duration) -> Duration {
        asked + self.lease * 3 / 4
    }

    /// Works until told to stop.
    pub(crate) async fn run(mut self) {
        let stop = self.stop.clone();
        let mut ticker = interval(self.lease / 4);
        ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                _ = ticker.tick() => {}
            }
            // Never cut short: a lease that was taken must be known.
            self.turn().await;
        }
    }

    async fn turn(&mut self) {
        self.renew().await;
        self.clear_away().await;
        if let Err(error) = self.begin_segment().await {
            tracing::warn!(error, "the queue in NATS cannot be used now");
        }
        if let Err(error) = self.take_over().await {
            tracing::warn!(error, "whether other gateways left pushes is not known now");
        }
    }

    async fn renew(&self) {
        let ours = self.shared.state.lock().segments.clone();
        let renewals = ours.into_iter().map(|segment| async move {
            let asked = self.shared.clock.ticks();
            (segment.number, asked, self.shared.leases.renew(&segment.name, segment.revision).await)
        });
        for (number, asked, renewal) in join_all(renewals).await {
            let mut state = self.shared.state.lock();
            match renewal {
                Renewal::Ours(revision) => {
                    if let Some(segment) = state.segment_mut(number) {
                        segment.revision = revision;
                        segment.valid_until = self.valid_until(asked);
                    }
                }
                Renewal::Lost => {
                    let pushes = state.lose(number);
                    drop(state);
                    tracing::warn!(pushes, "another gateway took over while NATS was out of reach");
                }
                Renewal::Unknown => {}
            }
        }
    }

    /// Gives back what is empty, after removing what strayed into it.
    async fn clear_away(&self) {
        let drained = self.shared.state.lock().drained();
        for segment in drained {
            if segment.strayed {
                let subject = self.shared.subject(&segment.name);
                if self.shared.stream.purge().filter(subject).await.is_err() {
                    continue;
                }
            }
            self.shared.state.lock().lose(segment.number);
            // If it fails the lease runs out by itself.
            let _ = self.shared.leases.give_back(&segment.name, segment.revision).await;
        }
    }

    /// Sees to it that there is a clean segment to append to.
    pub(crate) async fn begin_segment(&mut self) -> Result<(), String> {
        if self.shared.state.lock().has_clean_current() {
            return Ok(());
        }
        self.begun += 1;
        let name = format!("{}-{}", self.holder, self.begun);
        let asked = self.shared.clock.ticks();
        if let Some(revision) = self.shared.leases.take(&name).await? {
            let mut state = self.shared.state.lock();
            let number = state.add(name, revision, self.valid_until(asked), false);
            state.append_to(number);
        }
        Ok(())
    }

    /// Takes over segments that nobody has: at once what was given back; what ran out after a while, so that a gateway
    /// that was only cut off finds it as it left it.
    pub(crate) async fn take_over(&mut self) -> Result<(), String> {
        let foreign = self.foreign().await?;
        self.orphans.retain(|name, _| foreign.contains(name));
        for name in foreign {
            match self.shared.leases.look(&name).await? {
                Claim::Held => {
                    self.orphans.remove(&name);
                    continue;
                }
                Claim::Free => {}
                Claim::Expired => {
                    let now = self.shared.clock.ticks();
                    let since = *self.orphans.entry(name.clone()).or_insert(now);
                    if now.saturating_sub(since) < self.lease / 2 {
                        continue;
                    }
                }
            }
            let asked = self.shared.clock.ticks();
            let Some(revision) = self.shared.leases.take(&name).await? else { continue };
            self.orphans.remove(&name);
            let number = self.shared.state.lock().add(name.clone(), revision, self.valid_until(asked), true);
            let shared = Arc::clone(&self.shared);
            self.tasks.spawn(async move { load(&shared, number, &name).await });
        }
        Ok(())
    }

    /// Names of the segments that hold something and are not ours.
    async fn foreign(&self) -> Result<Vec<String>, String> {
        let filter = self.shared.subject("*");
        let mut subjects = self.shared.stream.info_with_subjects(filter).await.map_err(|error| error.to_string())?;
        let mut foreign = Vec::new();
        while let Some(subject) = subjects.next().await {
            let (subject, _) = subject.map_err(|error| error.to_string())?;
            let Some((_, name)) = subject.rsplit_once('.') else { continue };
            if self.shared.state.lock().segments.iter().all(|segment| segment.name != name) {
                foreign.push(name.to_owned());
            }
        }
        Ok(foreign)
    }
}

/// Reads a segment that was taken over. When that fails it is given up again: it is taken up anew, by whoever can.
async fn load(shared: &Shared, number: u64, name: &str) {
    let (mut found, mut senseless) = (0u64, 0u64);
    let outcome = reader::read_all(&shared.stream, &shared.subject(name), |message| {
        let mut state = shared.state.lock();
        if state.segment(number).is_none() {
            return false;
        }
        match message.push {
            // Accepted here as well, in the meantime.
            Some(push) if state.index.contains(push.id) => {
                drop(state);
                shared.remove(message.seq);
            }
            Some(push) => {
                found += 1;
                let place = Place { segment: number, seq: message.seq, length: message.length };
                let (freed, _) = state.insert(&push, place, false);
                drop(state);
                if let Some(freed) = freed {
                    shared.remove(freed);
                }
            }
            None => senseless += 1,
        }
        true
    })
    .await;
    let Err(error) = outcome else { return taken_over(shared, number, found, senseless) };
    tracing::warn!(error, "pushes of another gateway could not be read now");
    let revision = {
        let mut state = shared.state.lock();
        let revision = state.segment(number).map(|segment| segment.revision);
        state.lose(number);
        revision
    };
    if let Some(revision) = revision {
        // If it fails the lease runs out by itself.
        let _ = shared.leases.give_back(name, revision).await;
    }
}

fn taken_over(shared: &Shared, number: u64, found: u64, senseless: u64) {
    if let Some(segment) = shared.state.lock().segment_mut(number) {
        // What cannot be understood stays for somebody who can; handing it round would help nobody.
        segment.held = senseless > 0;
    }
    tracing::info!(pushes = found, "pushes of another gateway were taken over");
    if senseless > 0 {
        tracing::error!(pushes = senseless, "stored pushes cannot be understood");
    }
}
