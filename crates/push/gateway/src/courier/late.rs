//! What happens to a push after its caller was answered.

use std::{future::Future, pin::Pin, sync::Arc, sync::atomic::Ordering, time::Duration};

use countersign_dispatch::Push;

use crate::{
    courier::{Courier, attempt::Conclusion},
    observer::DeliveryStep,
    reply::Reply,
    target::Target,
};

/// How long a push of a stopped target rests before the target's own waits count.
const STOPPED_REST: Duration = Duration::from_secs(30);

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
            courier.finish(&target, &push, conclusion);
        });
    }

    /// Deals with the verdict on a written-down push.
    pub(crate) fn finish(&self, target: &Arc<Target>, push: &Push, conclusion: Conclusion) {
        match conclusion {
            Conclusion::Done(reply) => {
                if let Reply::Remove(reason) = &reply {
                    self.removals.lock().put(push.device(), reason.clone(), self.clock.ticks());
                }
                self.conclude(target, push, &reply);
                self.outbox.finish(push.id);
            }
            Conclusion::Wait { wait, past } => {
                self.outbox.release(push.id, self.clock.now() + wait, past.failures);
            }
            // Kept until its end: somebody may mend the settings.
            Conclusion::Stopped(_) => self.outbox.release(push.id, self.clock.now() + STOPPED_REST, 0),
        }
        target.health.wake.notify_one();
    }

    /// Counts and shows how a push ended.
    pub(crate) fn conclude(&self, target: &Target, push: &Push, reply: &Reply) {
        let counters = &target.health.counters;
        match reply {
            Reply::Ok => counters.accepted.fetch_add(1, Ordering::Relaxed),
            Reply::Remove(_) => counters.removed.fetch_add(1, Ordering::Relaxed),
            Reply::Fail(_) | Reply::Busy(_) => counters.failed.fetch_add(1, Ordering::Relaxed),
        };
        if self.observer.is_some() {
            let answer = reply.answer(target.compat);
            let reason = answer.error.unwrap_or_default();
            self.observe(push, DeliveryStep::Concluded { status: reply.status(), reason: &reason });
        }
    }
}
