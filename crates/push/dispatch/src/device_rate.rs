use std::time::Duration;

use crate::DeviceKey;

/// Counts pushes per device without keeping devices: a sketch that may count too many and never too few. Google allows
/// 240 a minute and 5,000 an hour to one device.
#[derive(Debug)]
pub struct DeviceRate {
    minute: Sketch,
    hour: Sketch,
}

/// Google's limits for one Android device.
const PER_MINUTE: u16 = 240;
const PER_HOUR: u16 = 5000;
const CELLS: usize = 1 << 16;

type Rows = [Vec<u16>; 2];

#[derive(Debug)]
struct Sketch {
    rows: Rows,
    /// The window before: its counts fade while this one fills.
    before: Rows,
    since: Duration,
    length: Duration,
    most: u16,
}

impl Default for DeviceRate {
    fn default() -> Self {
        Self::new()
    }
}

impl DeviceRate {
    /// Nothing counted. Memory is taken when the first push is counted: a megabyte at most.
    pub fn new() -> Self {
        Self {
            minute: Sketch::new(Duration::from_mins(1), PER_MINUTE),
            hour: Sketch::new(Duration::from_hours(1), PER_HOUR),
        }
    }

    /// Counts a push to the device; when that would be too many, says how long to wait instead.
    pub fn take(&mut self, device: DeviceKey, ticks: Duration) -> Result<(), Duration> {
        self.minute.check(device, ticks)?;
        self.hour.check(device, ticks)?;
        self.minute.count(device);
        self.hour.count(device);
        Ok(())
    }
}

impl Sketch {
    fn new(length: Duration, most: u16) -> Self {
        Self { rows: Rows::default(), before: Rows::default(), since: Duration::ZERO, length, most }
    }

    fn check(&mut self, device: DeviceKey, ticks: Duration) -> Result<(), Duration> {
        self.turn(ticks);
        let age = ticks.saturating_sub(self.since);
        let left = self.length.saturating_sub(age);
        let fading = f64::from(lookup(&self.before, device)) * left.as_secs_f64() / self.length.as_secs_f64();
        if f64::from(lookup(&self.rows, device)) + fading < f64::from(self.most) { Ok(()) } else { Err(left) }
    }

    fn turn(&mut self, ticks: Duration) {
        let age = ticks.saturating_sub(self.since);
        if age < self.length && !self.rows[0].is_empty() {
            return;
        }
        std::mem::swap(&mut self.rows, &mut self.before);
        if age >= 2 * self.length {
            self.before = Rows::default();
            self.since = ticks;
        } else {
            self.since += self.length;
        }
        for row in &mut self.rows {
            row.clear();
            row.resize(CELLS, 0);
        }
    }

    fn count(&mut self, device: DeviceKey) {
        for (cell, row) in cells(device).iter().zip(&mut self.rows) {
            row[*cell] = row[*cell].saturating_add(1);
        }
    }
}

fn lookup(rows: &Rows, device: DeviceKey) -> u16 {
    cells(device).iter().zip(rows).map(|(cell, row)| row.get(*cell).copied().unwrap_or(0)).min().unwrap_or(0)
}

fn cells(device: DeviceKey) -> [usize; 2] {
    let low = u16::try_from(device.0 & 0xffff).unwrap_or(0);
    let high = u16::try_from((device.0 >> 23) & 0xffff).unwrap_or(0);
    [usize::from(low), usize::from(high)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_gets_240_a_minute() {
        let mut rate = DeviceRate::new();
        let device = DeviceKey::of("android_rn", "token");
        let start = Duration::from_hours(5);
        for _ in 0..240 {
            assert_eq!(rate.take(device, start), Ok(()));
        }
        assert_eq!(rate.take(device, start + Duration::from_secs(20)), Err(Duration::from_secs(40)));
        assert_eq!(rate.take(DeviceKey::of("android_rn", "other"), start), Ok(()));
        assert!(rate.take(device, start + Duration::from_mins(1)).is_err(), "the minute before still counts");
        assert_eq!(rate.take(device, start + Duration::from_secs(90)), Ok(()));
    }

    #[test]
    fn and_5000_an_hour() {
        let mut rate = DeviceRate::new();
        let device = DeviceKey::of("android_rn", "token");
        let mut sent = 0;
        for minute in 0..60 {
            let ticks = Duration::from_hours(5) + Duration::from_mins(minute);
            sent += (0..200).filter(|_| rate.take(device, ticks).is_ok()).count();
        }
        assert_eq!(sent, 5000);
    }

    #[test]
    fn many_devices_do_not_disturb_each_other() {
        let mut rate = DeviceRate::new();
        for token in 0..200_000 {
            let device = DeviceKey::of("android_rn", &format!("{token}"));
            assert_eq!(rate.take(device, Duration::from_hours(1)), Ok(()), "{token}");
        }
    }
}
