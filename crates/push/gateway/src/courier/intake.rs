//! A push comes in: what the caller is told.

use std::{future::Future, pin::Pin, sync::Arc, sync::atomic::Ordering, time::Duration};

use countersign_dispatch::{Admission, History, OutboxError, Push, PushClass};
use countersign_wire_push::PushMessage;
use tokio::{sync::oneshot, time::sleep};

use crate::{
    courier::{Courier, attempt::Conclusion, goes_on::GoesOn, seen::Before},
    observer::DeliveryStep,
    reply::{Failure, Reply},
    slots::Slot,
    target::Target,
};

/// Forgets a push whose handling ended without a verdict, as a panic does: the next one like it is sent.
struct Underway<'a> {
    courier: &'a Courier,
    push: &'a Push,
    settled: bool,
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        if !self.settled {
            self.courier.seen.lock().forget(self.push.id);
            self.courier.waiting.lock().remove(&self.push.id);
        }
    }
}

impl Courier {
    /// Takes a push and says what became of it.
    ///
    /// What can be done at once is done before the future: what a future has held once takes its place for as long as
    /// the vendor needs, and a message as it was read is large.
    pub(crate) fn accept(self: &Arc<Self>, message: PushMessage) -> impl Future<Output = Reply> + Send + use<'_> {
        let begun = match self.begin(message) {
            Begun::Answered(reply) => Begun::Answered(reply),
            Begun::Underway(verdict) => Begun::Underway(verdict),
            // The vendor may have it already: a caller that hangs up does not take it with it.
            Begun::Fresh((target, push)) => {
                Begun::Fresh(GoesOn::new(&self.work, Arc::clone(self).see_to_the_end(target, push)))
            }
        };
        async move {
            match begun {
                Begun::Answered(reply) => reply,
                Begun::Underway(verdict) => verdict.await.unwrap_or(Reply::Busy(Duration::from_secs(1))),
                Begun::Fresh(handling) => handling.await,
            }
        }
    }

    fn begin(&self, message: PushMessage) -> Begun<(Arc<Target>, Push)> {
        let targets = self.targets.load();
        let Some(target) = targets.get(message.target()).map(Arc::clone) else {
            return Begun::Answered(Reply::Fail(Failure::NoTarget {
                target: message.target().to_owned(),
                server_id: message.server_id,
            }));
        };
        drop(targets);
        if !target.sender.takes(&message.device_id) {
            return Begun::Answered(Reply::Fail(Failure::BadDevice));
        }
        let lifetimes = self.times.load().lifetimes;
        let class = PushClass::of(&message);
        let push = Push::new(message, self.clock.now(), lifetimes.of(class), &*self.random);
        self.observe(&push, DeliveryStep::Received(&push.message));
        match self.enter(&push) {
            Entry::Known(reply) => return Begun::Answered(reply),
            Entry::Underway(verdict) => return Begun::Underway(verdict),
            Entry::Fresh => {}
        }
        self.records.accepted(&push);
        Begun::Fresh((target, push))
    }

    async fn see_to_the_end(self: Arc<Self>, target: Arc<Target>, push: Push) -> Reply {
        let mut underway = Underway { courier: &self, push: &push, settled: false };
        let reply = self.see_to(target, &push).await;
        self.settle(&push, &reply);
        underway.settled = true;
        reply
    }

    /// Recognises a push that came before.
    fn enter(&self, push: &Push) -> Entry {
        if push.message.ack_id.is_empty() {
            return Entry::Fresh;
        }
        let known = self.seen.lock().enter(push.id, self.clock.ticks());
        let entry = match known {
            None if self.outbox.holds(push.id) => {
                self.seen.lock().sent(push.id);
                Entry::Known(Reply::Ok)
            }
            None => return Entry::Fresh,
            Some(Before::Sent) => Entry::Known(Reply::Ok),
            Some(Before::Removed(reason)) => Entry::Known(Reply::Remove(reason)),
            Some(Before::Underway) => {
                let (tell, verdict) = oneshot::channel();
                self.waiting.lock().entry(push.id).or_default().push(tell);
                Entry::Underway(verdict)
            }
        };
        self.metrics.repeated.fetch_add(1, Ordering::Relaxed);
        entry
    }

    /// Remembers the verdict and tells it to whoever sent the same push meanwhile.
    fn settle(&self, push: &Push, reply: &Reply) {
        if push.message.ack_id.is_empty() {
            return;
        }
        match reply {
            Reply::Ok => self.seen.lock().sent(push.id),
            Reply::Remove(reason) => self.seen.lock().removed(push.id, reason),
            Reply::Fail(_) | Reply::Busy(_) => self.seen.lock().forget(push.id),
        }
        let waiting = {
            let mut waiting = self.waiting.lock();
            if waiting.is_empty() { None } else { waiting.remove(&push.id) }
        };
        for tell in waiting.into_iter().flatten() {
            let _ = tell.send(reply.clone());
        }
    }

    async fn see_to(self: &Arc<Self>, target: Arc<Target>, push: &Push) -> Reply {
        if let Some(reason) = self.late_removal(push) {
            return Reply::Remove(reason);
        }
        let ticks = self.clock.ticks();
        if target.admit_device(push.device(), ticks).is_err() {
            return self.queue(&target, push).await;
        }
        match target.admit(push.class == PushClass::Call, ticks) {
            admission @ (Admission::Send | Admission::SendLater) => match target.health.slots.take(push) {
                Some(slot) if admission == Admission::Send => self.send_now(target, push, slot).await,
                Some(slot) => self.send_later(target, push, slot).await,
                None => self.queue(&target, push).await,
            },
            Admission::Queue => self.queue(&target, push).await,
            Admission::Refuse(hint) => Reply::Fail(Failure::Vendor {
                text: format!("upstream refuses this target: {}", hint.as_str()),
                incumbent: "unknown send response error".to_owned(),
            }),
        }
    }

    /// Sends without keeping the caller: what is written down first.
    async fn send_later(self: &Arc<Self>, target: Arc<Target>, push: &Push, slot: Slot) -> Reply {
        match self.write_down(&target, push, true).await {
            Ok(()) => {
                let delivery = self.first_delivery(&target, push, slot);
                self.conclude_later(target, push.clone(), delivery);
                Reply::Ok
            }
            Err(reply) => reply,
        }
    }

    /// The first attempts of a push; holds its place until they end.
    fn first_delivery(
        self: &Arc<Self>,
        target: &Arc<Target>,
        push: &Push,
        slot: Slot,
    ) -> Pin<Box<dyn Future<Output = Conclusion> + Send>> {
        let delivery = Arc::clone(self).deliver(Arc::clone(target), push.clone(), History::default());
        Box::pin(async move {
            let conclusion = delivery.await;
            drop(slot);
            conclusion
        })
    }

    /// Sends while the caller waits, up to the time a caller waits; then goes on without it.
    async fn send_now(self: &Arc<Self>, target: Arc<Target>, push: &Push, slot: Slot) -> Reply {
        let limit = self.times.load().verdict;
        let mut delivery = self.first_delivery(&target, push, slot);
        let mut patience = std::pin::pin!(sleep(limit));
        let conclusion = tokio::select! {
            biased;
            conclusion = &mut delivery => conclusion,
            () = &mut patience => {
                if target.sender.is_one_service() {
                    target.health.gate.lock().was_late();
                }
                match self.write_down(&target, push, true).await {
                    Ok(()) => {
                        self.conclude_later(target, push.clone(), delivery);
                        return Reply::Ok;
                    }
                    // Nowhere to write it down: the caller may as well wait on.
                    Err(_) => delivery.await,
                }
            }
        };
        self.conclude_now(&target, push, conclusion).await
    }

    /// The caller still waits: a verdict is passed on, a push that must wait is written down.
    async fn conclude_now(self: &Arc<Self>, target: &Arc<Target>, push: &Push, conclusion: Conclusion) -> Reply {
        match conclusion {
            Conclusion::Done(reply) => {
                self.conclude(target, push, &reply);
                reply
            }
            Conclusion::Stopped(failure) => {
                let reply = Reply::Fail(failure);
                self.conclude(target, push, &reply);
                reply
            }
            Conclusion::Wait { wait, past } => match self.write_down(target, push, true).await {
                Ok(()) => {
                    self.put_back(target, push, wait, past.failures);
                    target.health.wake.notify_one();
                    Reply::Ok
                }
                Err(reply) => reply,
            },
        }
    }

    async fn queue(&self, target: &Target, push: &Push) -> Reply {
        match self.write_down(target, push, false).await {
            Ok(()) => {
                target.health.wake.notify_one();
                Reply::Ok
            }
            Err(reply) => reply,
        }
    }

    async fn write_down(&self, target: &Target, push: &Push, claimed: bool) -> Result<(), Reply> {
        match self.outbox.append(push, claimed).await {
            Ok(gave_way) => {
                target.health.counters.queued.fetch_add(1, Ordering::Relaxed);
                self.records.queued(push, self.clock.now());
                self.observe(push, DeliveryStep::Queued);
                if let Some(gone) = gave_way {
                    self.supersede(target, gone);
                }
                Ok(())
            }
            Err(OutboxError::Full { retry_after }) => {
                self.metrics.busy.fetch_add(1, Ordering::Relaxed);
                Err(Reply::Busy(retry_after))
            }
            Err(error @ OutboxError::Store(_)) => {
                tracing::error!(%error, "a push could not be written down");
                Err(Reply::Busy(Duration::from_secs(5)))
            }
        }
    }
}

/// How a push began.
enum Begun<F> {
    /// The caller is answered.
    Answered(Reply),
    /// The same one is underway; its verdict comes.
    Underway(oneshot::Receiver<Reply>),
    /// It is to be sent.
    Fresh(F),
}

enum Entry {
    Fresh,
    Known(Reply),
    Underway(oneshot::Receiver<Reply>),
}
