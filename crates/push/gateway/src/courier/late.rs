//! What happens to a push after its caller was answered.

use std::{future::Future, pin::Pin, sync::Arc, sync::atomic::Ordering, time::Duration};

use countersign_dispatch::{DeviceKey, Memory, Push, PushId};
use countersign_push_outbox::{VerdictEntry, VerdictLog};
use countersign_wire_push::{LateVerdict, PushMessage, PushStatus};

use crate::{
    courier::{Courier, LateRemoval, attempt::Conclusion},
    observer::DeliveryStep,
    records::Outcome,
    reply::Reply,
    target::Target,
};

/// How long a push of a stopped target rests before the target's own waits count.
const STOPPED_REST: Duration = Duration::from_secs(30);
/// How long a removal that nobody was told of waits for the next push to its token, and how many do.
const KEEP_REMOVALS: Duration = Duration::from_hours(24 * 7);
const MOST_REMOVALS: usize = 100_000;

/// The removals that came late before this start.
pub(super) fn remembered(verdicts: &VerdictLog, ticks: Duration) -> Memory<DeviceKey, LateRemoval> {
    let mut removals = Memory::new(KEEP_REMOVALS, MOST_REMOVALS);
    for VerdictEntry { verdict, .. } in verdicts.entries() {
        let LateVerdict { platform, device_id, reason, at, .. } = verdict;
        let message = PushMessage { platform, ..PushMessage::default() };
        let device = DeviceKey::of(message.target(), &device_id);
        removals.put(device, LateRemoval { reason, at }, ticks);
    }
    removals
}

impl Courier {
    /// Goes on with a written-down push in the background.
    pub(crate) fn conclude_later(
        self: &Arc<Self>,
        target: Arc<Target>,
        push: Push,
        delivery: Pin<Box<dyn Future<Output = Conclusion> + Send>>,
    ) {
        let courier = Arc::clone(self);
        self.work.spawn(async move {
            let conclusion = delivery.await;
            courier.finish(&target, &push, conclusion).await;
        });
    }

    /// Deals with the verdict on a written-down push.
    async fn finish(&self, target: &Arc<Target>, push: &Push, conclusion: Conclusion) {
        match conclusion {
            Conclusion::Done(reply) => {
                if let Reply::Remove(reason) = &reply {
                    // Before the push is forgotten: if the process ends in between, the vendor is asked once more.
                    self.remember_removal(push, reason).await;
                }
                self.finish_with(target, push, &reply);
            }
            Conclusion::Wait { wait, past } => self.put_back(target, push, wait, past.failures),
            // Kept until its end: somebody may mend the settings.
            Conclusion::Stopped(_) => self.put_back(target, push, STOPPED_REST, 0),
        }
        target.health.wake.notify_one();
    }

    /// A written-down push needs no more work.
    pub(super) fn finish_with(&self, target: &Target, push: &Push, reply: &Reply) {
        self.conclude(target, push, reply);
        self.outbox.finish(push.id);
    }

    /// A written-down push waits, unless a newer one has made it pointless.
    pub(super) fn put_back(&self, target: &Target, push: &Push, wait: Duration, failures: u32) {
        if let Some(gone) = self.outbox.release(push.id, self.clock.now() + wait, failures) {
            self.supersede(target, gone);
        }
    }

    /// A waiting push gave way to a newer one of the same target.
    pub(super) fn supersede(&self, target: &Target, gone: PushId) {
        target.health.counters.collapsed.fetch_add(1, Ordering::Relaxed);
        self.records.superseded(gone, self.clock.now());
    }

    /// Keeps a removal whose caller was answered: for the next push to the token, and for servers that ask.
    async fn remember_removal(&self, push: &Push, reason: &str) {
        let (message, at) = (&push.message, self.clock.now());
        let removal = LateRemoval { reason: reason.to_owned(), at };
        self.removals.lock().put(push.device(), removal, self.clock.ticks());
        let verdict = LateVerdict {
            ack_id: message.ack_id.clone(),
            platform: message.platform.clone(),
            device_id: message.device_id.clone(),
            status: PushStatus::Remove,
            reason: reason.to_owned(),
            at,
        };
        let entry = VerdictEntry { server_id: message.server_id.clone(), verdict };
        if let Err(error) = self.verdicts.append(entry).await {
            tracing::error!(%error, "a late removal could not be written down");
        }
    }

    /// A removal that came after its caller was answered, given back once. A token registered since is spared.
    pub(super) fn late_removal(&self, push: &Push) -> Option<String> {
        let mut removals = self.removals.lock();
        if removals.is_empty() {
            return None;
        }
        let LateRemoval { reason, at } = removals.take(push.device(), self.clock.ticks())?;
        let registered_since = push.message.token_registered_at.is_some_and(|registered| registered > at);
        (!registered_since).then_some(reason)
    }

    /// Counts and shows how a push ended.
    pub(crate) fn conclude(&self, target: &Target, push: &Push, reply: &Reply) {
        let counters = &target.health.counters;
        let (counter, outcome) = match reply {
            Reply::Ok => (&counters.accepted, Outcome::VendorAccepted),
            Reply::Remove(_) => (&counters.removed, Outcome::Removed),
            Reply::Fail(_) | Reply::Busy(_) => (&counters.failed, Outcome::Failed),
        };
        counter.fetch_add(1, Ordering::Relaxed);
        self.records.concluded(push, outcome, self.clock.now());
        if self.observer.is_some() {
            let answer = reply.answer(target.compat);
            let reason = answer.error.unwrap_or_default();
            self.observe(push, DeliveryStep::Concluded { status: reply.status(), reason: &reason });
        }
    }
}
