//! Attempts to send one push, as many as may follow each other at once.

use std::{borrow::Cow, sync::Arc, sync::atomic::Ordering, time::Duration};

use countersign_dispatch::{
    Attempt, Change, Circumstances, Fault, Flow, History, Outcome, PaceScope, Push, PushClass, Removal, Signal,
    Silence, Step, TargetState, Vendor, decide, judge,
};

use crate::{
    courier::Courier,
    metrics::{AppVersion, KindLabel, PlatformLabel, PushLabels, escape},
    observer::DeliveryStep,
    reply::{Failure, Reply},
    target::{SECOND_LOOK, Target},
};

/// How attempts ended.
#[derive(Debug)]
pub(crate) enum Conclusion {
    /// There is a verdict.
    Done(Reply),
    /// It must be tried again after this time.
    Wait { wait: Duration, past: History },
    /// The target stopped. Whoever waits is told; what is written down stays.
    Stopped(Failure),
}

impl Courier {
    /// Sends until there is a verdict or a wait.
    pub(crate) async fn deliver(self: Arc<Self>, target: Arc<Target>, push: Push, mut past: History) -> Conclusion {
        if let Some(wait) = self.wait_for_quota(&target, &push).await {
            return Conclusion::Wait { wait, past };
        }
        let mut attempt = Attempt::within(self.times.load().attempt);
        let mut number = past.failures;
        loop {
            number += 1;
            let signal = self.attempt_once(&target, &push, &attempt, number).await;
            let outcome = judge(target.vendor, &signal);
            let step = self.decide(&target, &push, outcome, &signal, &mut past);
            match step {
                Step::Again(change) => attempt = change_attempt(attempt, change, &signal),
                step => return self.conclude_step(&target, &push, step, &signal, past),
            }
        }
    }

    async fn attempt_once(&self, target: &Target, push: &Push, attempt: &Attempt, number: u32) -> Signal {
        let labels = labels(target, push);
        let counters = &target.health.counters;
        counters.attempts.fetch_add(1, Ordering::Relaxed);
        if number > 1 {
            counters.retries.fetch_add(1, Ordering::Relaxed);
        } else {
            self.metrics.notifications.add(labels);
            counters.count_version(AppVersion::of(push.message.app_version()));
        }
        self.records.sent(push, self.clock.now());
        self.observe(push, DeliveryStep::Sent { attempt: number });
        let started = self.clock.ticks();
        let signal = target.sender.send(push, attempt).await;
        let took = self.clock.ticks().saturating_sub(started);
        match target.vendor {
            Vendor::Apns => self.metrics.apns_attempt.observe(took),
            Vendor::Fcm => self.metrics.fcm_attempt.observe(took),
            // The incumbent has no name for it: it stands under its platform below.
            Vendor::WebPush => {}
        }
        self.metrics.attempt[labels.platform as usize].observe(took);
        if self.observer.is_some() {
            let (status, reason) = describe(&signal);
            self.observe(push, DeliveryStep::Answered { vendor: target.vendor, status, reason });
        }
        self.report(target, push, &signal, took);
        signal
    }

    /// Tells the gate how the target answered. Where each device names a server of its own there is nothing to tell.
    fn report(&self, target: &Target, push: &Push, signal: &Signal, took: Duration) {
        if !target.sender.is_one_service() {
            return;
        }
        let ticks = self.clock.ticks();
        let call = push.class == PushClass::Call;
        let in_time = took <= self.times.load().verdict;
        let mut gate = target.health.gate.lock();
        let opened = match signal {
            Signal::Accepted { .. } => gate.answered(call, true, in_time, ticks),
            Signal::Refused(refusal) if refusal.status < 500 => gate.answered(call, false, in_time, ticks),
            Signal::Silent(Silence::Unsendable) => false,
            Signal::Silent(Silence::NoConnection) => {
                gate.failed(true, ticks);
                false
            }
            Signal::Refused(_) | Signal::Silent(_) | Signal::NoCredential(_) => {
                gate.failed(false, ticks);
                false
            }
        };
        drop(gate);
        if opened {
            tracing::info!(target = %target.name, "the target answers again");
            target.health.wake.notify_one();
        }
    }

    fn decide(&self, target: &Target, push: &Push, outcome: Outcome, signal: &Signal, past: &mut History) -> Step {
        let was_copy = past.may_be_copy;
        let around = Circumstances {
            now: self.clock.now(),
            has_twin: target.sender.has_twin(),
            target_is_well: target.state(self.clock.ticks()) == TargetState::Well,
            random: &*self.random,
        };
        let step = decide(outcome, signal, push, past, &around);
        if past.may_be_copy && !was_copy {
            target.health.counters.possible_copies.fetch_add(1, Ordering::Relaxed);
        }
        step
    }

    fn conclude_step(
        &self,
        target: &Arc<Target>,
        push: &Push,
        step: Step,
        signal: &Signal,
        past: History,
    ) -> Conclusion {
        let ticks = self.clock.ticks();
        match step {
            Step::Sent => {
                target.health.guard.lock().note_alive(push.device(), ticks);
                target.health.paced.lock().took(push.device(), ticks);
                let labels = labels(target, push);
                self.metrics.success.add(labels);
                if !push.message.ack_id.is_empty() {
                    self.metrics.success_with_ack.add(labels);
                    target.health.counters.receipts_expected.fetch_add(1, Ordering::Relaxed);
                }
                Conclusion::Done(Reply::Ok)
            }
            Step::Remove => self.remove(target, push, signal),
            Step::Confirm => {
                let mut hints = target.health.hints.lock();
                let before = hints.get(push.device(), ticks).map(|((), since)| since);
                match before {
                    Some(since) if ticks.saturating_sub(since) >= SECOND_LOOK => {
                        drop(hints);
                        self.remove(target, push, signal)
                    }
                    Some(_) => self.give_up(target, push, Fault::Unconfirmed, signal),
                    None => {
                        hints.put(push.device(), (), ticks);
                        drop(hints);
                        self.give_up(target, push, Fault::Unconfirmed, signal)
                    }
                }
            }
            Step::Later(wait) if asked_to_wait(signal) && target.sender.is_one_service() => {
                // What the vendor asks one push to wait holds for all.
                Conclusion::Wait { wait: self.pace(target, push, PaceScope::Project, wait), past }
            }
            Step::Later(wait) => Conclusion::Wait { wait, past },
            Step::Pace(scope, wait) => Conclusion::Wait { wait: self.pace(target, push, scope, wait), past },
            Step::Stop(scope, hint) => {
                let call = push.class == PushClass::Call;
                if target.health.gate.lock().stop(scope, call, hint, ticks) {
                    target.health.counters.alarms.fetch_add(1, Ordering::Relaxed);
                    let (status, reason) = describe(signal);
                    tracing::error!(target = %target.name, ?status, reason, "target stopped: {}", hint.as_str());
                }
                self.count_failure(target, push, signal);
                Conclusion::Stopped(failure(signal, push, ""))
            }
            Step::GiveUp(fault) => self.give_up(target, push, fault, signal),
            Step::Again(_) => Conclusion::Wait { wait: Duration::ZERO, past },
        }
    }

    fn remove(&self, target: &Target, push: &Push, signal: &Signal) -> Conclusion {
        let ticks = self.clock.ticks();
        let granted = target.health.guard.lock().ask(push.device(), ticks);
        if granted == Removal::HeldFirst {
            target.health.counters.alarms.fetch_add(1, Ordering::Relaxed);
            tracing::error!(
                target = %target.name,
                "removals are held back: more than a fifth of all tokens are called dead at once"
            );
        }
        if granted != Removal::Granted {
            return self.give_up(target, push, Fault::Quarantined, signal);
        }
        self.count_failure(target, push, signal);
        let reason = &*reason_of(target.vendor, signal);
        // The incumbent counts as removals what it removes, under one reason of Google's.
        let counted = match reason {
            "SENDER_ID_MISMATCH" => "UNREGISTERED",
            "INVALID_ARGUMENT" | "ExpiredToken" => "",
            reason => reason,
        };
        if !counted.is_empty() {
            let labels = labels(target, push);
            self.metrics.removal.add(format!(
                "platform=\"{}\",reason=\"{}\",transport=\"{}\"",
                labels.platform.as_str(),
                escape(counted),
                labels.transport.label()
            ));
        }
        Conclusion::Done(Reply::Remove(format!("upstream response: {reason}")))
    }

    fn give_up(&self, target: &Target, push: &Push, fault: Fault, signal: &Signal) -> Conclusion {
        let counters = &target.health.counters;
        match fault {
            Fault::OurBug => {
                counters.our_bugs.fetch_add(1, Ordering::Relaxed);
            }
            Fault::Expired => {
                counters.expired.fetch_add(1, Ordering::Relaxed);
            }
            Fault::Unknown => {
                counters.alarms.fetch_add(1, Ordering::Relaxed);
            }
            _ => {}
        }
        let (status, reason) = describe(signal);
        tracing::warn!(target = %target.name, push = %push.id, fault = fault.as_str(), ?status, reason, "push given up");
        self.count_failure(target, push, signal);
        Conclusion::Done(Reply::Fail(failure(signal, push, fault.as_str())))
    }

    /// The incumbent counts every push that was not sent, removals included.
    fn count_failure(&self, target: &Target, push: &Push, signal: &Signal) {
        let labels = labels(target, push);
        self.metrics.failure.add(labels);
        let reason = &*reason_of(target.vendor, signal);
        let reason = match (labels.platform, reason) {
            (_, "SENDER_ID_MISMATCH") => "UNREGISTERED",
            (PlatformLabel::Android, "") => "unknown transport error",
            (PlatformLabel::Apple, _) if !matches!(signal, Signal::Refused(_)) => "RequestError",
            (_, reason) => reason,
        };
        if !reason.is_empty() {
            self.metrics.failure_with_reason.add(format!(
                "platform=\"{}\",reason=\"{}\",transport=\"{}\",type=\"{}\"",
                labels.platform.as_str(),
                escape(reason),
                labels.transport.label(),
                labels.kind.as_str()
            ));
        }
    }

    /// Whether the gate lets waiting pushes go, and how many.
    pub(crate) fn flow(&self, target: &Target) -> Flow {
        target.flow(self.clock.ticks())
    }
}

fn change_attempt(attempt: Attempt, change: Change, signal: &Signal) -> Attempt {
    let leave_connection = match signal {
        Signal::Refused(refusal) => Some(refusal.connection),
        _ => None,
    };
    match change {
        Change::Connection => Attempt { leave_connection, ..attempt },
        Change::ProviderToken => Attempt { leave_connection, new_credential: true, ..attempt },
        Change::KeepProviderToken => Attempt { leave_connection, keep_credential: true, ..attempt },
        Change::AccessToken => Attempt { new_credential: true, ..attempt },
        Change::Smaller => Attempt { smaller: true, ..attempt },
        Change::Environment => Attempt { twin: true, ..attempt },
    }
}

fn asked_to_wait(signal: &Signal) -> bool {
    matches!(signal, Signal::Refused(refusal) if refusal.retry_after.is_some())
}

fn labels(target: &Target, push: &Push) -> PushLabels {
    PushLabels {
        platform: PlatformLabel::of(target.vendor),
        kind: KindLabel::of(&push.message.kind),
        transport: push.message.transport,
    }
}

/// The vendor's reason. Push servers have no words for theirs: their status stands for it.
fn reason_of(vendor: Vendor, signal: &Signal) -> Cow<'_, str> {
    match (describe(signal), vendor) {
        ((Some(status), ""), Vendor::WebPush) => Cow::Owned(status.to_string()),
        ((_, reason), _) => Cow::Borrowed(reason),
    }
}

/// Status and reason of a signal, safe to show.
fn describe(signal: &Signal) -> (Option<u16>, &str) {
    match signal {
        Signal::Accepted { .. } => (Some(200), ""),
        Signal::Refused(refusal) => (Some(refusal.status), &refusal.code),
        Signal::Silent(silence) => (None, silence.as_str()),
        Signal::NoCredential(_) => (None, "no credential"),
    }
}

fn failure(signal: &Signal, push: &Push, fault: &str) -> Failure {
    let fault = if fault.is_empty() { String::new() } else { format!(", {fault}") };
    let (text, incumbent) = match signal {
        Signal::Refused(refusal) => {
            let incumbent = if refusal.text.is_empty() { "unknown send response error" } else { &refusal.text };
            let code = if refusal.code.is_empty() { "no reason given" } else { &refusal.code };
            let said = if refusal.text.is_empty() { String::new() } else { format!(" ({})", refusal.text) };
            (format!("upstream response {} {code}{said}{fault}", refusal.status), incumbent.to_owned())
        }
        Signal::Silent(silence) => {
            (format!("upstream transport: {}{fault}", silence.as_str()), "unknown transport error".to_owned())
        }
        Signal::NoCredential(
            countersign_dispatch::CredentialFault::Refused { text }
            | countersign_dispatch::CredentialFault::Unavailable { text },
        ) => (format!("upstream credential: {text}{fault}"), text.clone()),
        Signal::Accepted { .. } => (format!("upstream response{fault}"), "unknown send response error".to_owned()),
    };
    Failure::Vendor { text: format!("{text} [push {}]", push.id), incumbent }
}
