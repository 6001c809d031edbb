//! Keeping to rates: the project's, the device's, and what the vendor asks for.

use std::time::Duration;

use countersign_dispatch::{PaceScope, Push, PushClass, Vendor};

use crate::{courier::Courier, target::Target};

impl Courier {
    /// Keeps to the project's and the device's rates. Some(wait) when the push must be written down instead.
    pub(super) async fn wait_for_quota(&self, target: &Target, push: &Push) -> Option<Duration> {
        if target.vendor == Vendor::Fcm {
            let taken = target.health.rate.lock().take(push.device(), self.clock.ticks());
            if let Err(wait) = taken {
                return Some(wait);
            }
        }
        let quota = target.quota.as_ref()?;
        if push.class == PushClass::Call {
            quota.lock().jump(self.clock.ticks());
            return None;
        }
        let patience = patience(push.class, self.times.load().verdict);
        let reserved = quota.lock().reserve(self.clock.ticks(), patience);
        match reserved {
            Ok(wait) if wait.is_zero() => None,
            Ok(wait) => {
                tokio::time::sleep(wait).await;
                None
            }
            Err(wait) => Some(wait),
        }
    }

    /// Notes what the vendor asks for. Returns how long this push waits.
    pub(super) fn pace(&self, target: &Target, push: &Push, scope: PaceScope, wait: Duration) -> Duration {
        let ticks = self.clock.ticks();
        match scope {
            // A push server is paced by its sender; the device that asked stands in for it here.
            PaceScope::Device | PaceScope::Origin => target.health.paced.lock().slow_down(push.device(), wait, ticks),
            PaceScope::Project => {
                target.health.gate.lock().pause(wait, ticks);
                tracing::warn!(target = %target.name, wait_secs = wait.as_secs(), "the vendor asks for a pause");
                // A project's pause is kept by the gate, which lets single pushes ahead of it.
                Duration::ZERO
            }
        }
    }
}

/// How long the line before a project's quota may be for a push to join it. The less urgent leave it to the others when
/// it grows, and wait in the queue, where the most urgent go first.
fn patience(class: PushClass, verdict: Duration) -> Duration {
    match class {
        PushClass::Call | PushClass::Message => verdict,
        PushClass::Notice => verdict / 2,
        PushClass::Silent => verdict / 20,
    }
}
