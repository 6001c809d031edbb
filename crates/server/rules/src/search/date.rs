use std::fmt;

use countersign_primitives::TimestampMs;
use time::{Date, Month};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A day, `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchDate(Date);

/// The moments of a day, for somebody somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRange {
    /// Its first millisecond.
    pub start: TimestampMs,
    /// The first millisecond of the next day.
    pub end: TimestampMs,
}

impl SearchDate {
    /// Reads a date; month and day may have one digit. `None` when there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut number = |digits: std::ops::RangeInclusive<usize>| {
            let part = parts.next()?;
            let is_number = digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse::<u16>().ok())?
        };
        let (year, month, day) = (number(4..=4)?, number(1..=2)?, number(1..=2)?);
        if parts.next().is_some() {
            return None;
        }
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok().map(Self)
    }

    /// The day's moments for somebody whose clock is `offset_secs` ahead of UTC (`time_zone_offset`).
    pub fn range(self, offset_secs: i64) -> DayRange {
        let midnight_utc = self.0.midnight().assume_utc().unix_timestamp();
        let start = TimestampMs::from_secs(midnight_utc.saturating_sub(offset_secs));
        DayRange { start, end: TimestampMs(start.0.saturating_add(DAY_MS)) }
    }
}

impl fmt::Display for SearchDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_where_the_reader_is() {
        let day = SearchDate::parse("2026-11-21").unwrap();
        let utc = day.range(0);
        assert_eq!(utc.start, TimestampMs(1_795_219_200_000));
        assert_eq!(day.range(9 * 3600).start.0, utc.start.0 - 9 * 3_600_000);
        assert_eq!(utc.end.0 - utc.start.0, DAY_MS);
    }

    #[test]
    fn only_days_that_are_read() {
        assert_eq!(SearchDate::parse("2026-2-3").unwrap().to_string(), "2026-02-03");
        for text in ["2026-02-30", "2026-13-01", "26-01-01", "2026-01", "2026-01-01-01", "+026-01-01", "today"] {
            assert_eq!(SearchDate::parse(text), None, "{text}");
        }
    }
}
