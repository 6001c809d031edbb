//! What a project and a device may get, and when to come back.

use std::{collections::HashMap, sync::Arc, time::Duration};

use parking_lot::Mutex;

use countersign_primitives::Clock;

use super::refusal::Refusal;
use crate::settings::GoogleSettings;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// Counts per project and per registered device.
pub(super) struct Quotas {
    clock: Arc<dyn Clock>,
    projects: Mutex<HashMap<String, Window>>,
    devices: Mutex<HashMap<String, DeviceWindows>>,
}

/// A count that begins anew when its time is over. Not aligned to the clock: it begins with the first message.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    began: Option<Duration>,
    used: u32,
}

#[derive(Debug, Default)]
struct DeviceWindows {
    minute: Window,
    hour: Window,
    collapsible: Bucket,
}

/// Lets a burst through, then one after each refill time.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    /// When the bucket would be full again.
    full_at: Duration,
}

impl Window {
    /// Takes one; otherwise says how long to wait.
    fn take(&mut self, now: Duration, length: Duration, limit: u32) -> Result<(), Duration> {
        let began = self.began.filter(|began| now.saturating_sub(*began) < length).unwrap_or_else(|| {
            self.used = 0;
            now
        });
        self.began = Some(began);
        if self.used >= limit {
            return Err((began + length).saturating_sub(now));
        }
        self.used += 1;
        Ok(())
    }
}

impl Bucket {
    fn take(&mut self, now: Duration, burst: u32, refill: Duration) -> Result<(), Duration> {
        let full_at = self.full_at.max(now) + refill;
        let room = refill * burst;
        if full_at > now + room {
            return Err(full_at.saturating_sub(now + room));
        }
        self.full_at = full_at;
        Ok(())
    }
}

impl Quotas {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, projects: Mutex::default(), devices: Mutex::default() }
    }

    /// Counts a message against its project. Every message counts, also one that is refused later.
    pub(super) fn take_project(&self, project_id: &str, settings: &GoogleSettings) -> Result<(), Refusal> {
        let mut projects = self.projects.lock();
        let now = self.clock.ticks();
        let granted = if let Some(window) = projects.get_mut(project_id) {
            window.take(now, MINUTE, settings.project_per_minute)
        } else {
            projects.entry(project_id.to_owned()).or_default().take(now, MINUTE, settings.project_per_minute)
        };
        let description = "Quota exceeded for quota metric 'Message sends' and limit 'Message sends per minute'.";
        granted.map_err(|wait| Refusal::quota(format!("project:{project_id}"), description, seconds(wait)))
    }

    /// Counts a message against a registered device.
    pub(super) fn take_device(&self, token: &str, collapsible: bool, settings: &GoogleSettings) -> Result<(), Refusal> {
        let now = self.clock.ticks();
        let mut devices = self.devices.lock();
        let windows = devices.entry(token.to_owned()).or_default();
        let mut granted = windows.minute.take(now, MINUTE, settings.device_per_minute);
        if granted.is_ok() {
            granted = windows.hour.take(now, HOUR, settings.device_per_hour);
        }
        if granted.is_ok() && collapsible {
            let refill = Duration::from_secs(settings.collapsible_refill_secs.into());
            granted = windows.collapsible.take(now, settings.collapsible_burst, refill);
        }
        let description = "Message rate exceeded for this device.";
        granted.map_err(|wait| Refusal::quota("device".to_owned(), description, seconds(wait)))
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use countersign_primitives::{ManualClock, TimestampMs};

    use super::*;

    fn quotas() -> (Arc<ManualClock>, Quotas) {
        let clock = Arc::new(ManualClock::new(TimestampMs(0)));
        (Arc::clone(&clock), Quotas::new(clock))
    }

    #[test]
    fn a_project_waits_for_its_next_minute() {
        let (clock, quotas) = quotas();
        let settings = GoogleSettings { project_per_minute: 2, ..GoogleSettings::default() };
        let take = || quotas.take_project("p", &settings).map_err(|refusal| refusal.retry_after_secs);
        clock.advance(Duration::from_secs(7));
        assert_eq!([take(), take(), take()], [Ok(()), Ok(()), Err(Some(60))]);
        clock.advance(Duration::from_millis(59_500));
        assert_eq!(take(), Err(Some(1)));
        clock.advance(Duration::from_millis(500));
        assert_eq!(take(), Ok(()));
        assert!(quotas.take_project("other", &settings).is_ok());
    }

    #[test]
    fn collapsible_messages_come_in_a_burst_and_then_slowly() {
        let (clock, quotas) = quotas();
        let settings =
            GoogleSettings { collapsible_burst: 2, collapsible_refill_secs: 180, ..GoogleSettings::default() };
        let take = || quotas.take_device("t", true, &settings).map_err(|refusal| refusal.retry_after_secs);
        assert_eq!([take(), take(), take()], [Ok(()), Ok(()), Err(Some(180))]);
        assert!(quotas.take_device("t", false, &settings).is_ok());
        clock.advance(Duration::from_mins(3));
        assert_eq!([take(), take()], [Ok(()), Err(Some(180))]);
    }
}
