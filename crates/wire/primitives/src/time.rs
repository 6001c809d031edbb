use std::{
    fmt,
    ops::{Add, Sub},
    time::Duration,
};

use serde::{Deserialize, Serialize};

/// A moment in milliseconds since 1970-01-01T00:00:00Z, as the Mattermost API writes every time.
///
/// JSON: an integer. Zero means "never" in most fields (`delete_at`, `expires_at`): each field says so where it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimestampMs(pub i64);

impl TimestampMs {
    /// The moment whose meaning in most fields is "never" or "not yet".
    pub const ZERO: Self = Self(0);

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        self.0 == 0
    }

    /// Whole seconds since 1970, rounded down: what tokens (`iat`, `exp`) and HTTP headers carry.
    pub fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The moment that many whole seconds after 1970. Saturates.
    pub fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// How long after `earlier` this is; zero when it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for TimestampMs {
    type Output = Self;

    /// Saturates at the end of time.
    fn add(self, rhs: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(rhs.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for TimestampMs {
    type Output = Self;

    /// Saturates at the beginning of time.
    fn sub(self, rhs: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(rhs.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for TimestampMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_round_down_also_before_1970() {
        assert_eq!(TimestampMs(1999).as_secs(), 1);
        assert_eq!(TimestampMs(-1).as_secs(), -1);
    }

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(TimestampMs(i64::MAX) + Duration::from_secs(1), TimestampMs(i64::MAX));
        assert_eq!(TimestampMs(5).since(TimestampMs(9)), Duration::ZERO);
    }
}
