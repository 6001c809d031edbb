use std::{collections::HashMap, time::Duration};

use parking_lot::Mutex;

/// A token bucket per key: so many requests a second, and as many at once. Bounded in the number of keys.
#[derive(Debug)]
pub(crate) struct Throttle {
    per_second: u32,
    most_keys: usize,
    buckets: Mutex<HashMap<String, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Duration,
}

/// What a request may do, and what the headers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Seconds until a request is possible again; `None` when this one is.
    pub(crate) retry_after: Option<u64>,
}

impl Throttle {
    /// At most `per_second` requests a second for each of `most_keys` keys (0: for any number of them).
    pub(crate) fn new(per_second: u32, most_keys: usize) -> Self {
        let most_keys = if most_keys == 0 { usize::MAX } else { most_keys };
        Self { per_second: per_second.max(1), most_keys, buckets: Mutex::default() }
    }

    /// Takes a request from a key's bucket.
    pub(crate) fn take(&self, key: &str, ticks: Duration) -> Allowance {
        let limit = f64::from(self.per_second);
        let mut buckets = self.buckets.lock();
        if buckets.len() >= self.most_keys && !buckets.contains_key(key) {
            // Full buckets remember nothing worth keeping.
            buckets.retain(|_, bucket| bucket.at + Duration::from_secs(1) > ticks);
            if buckets.len() >= self.most_keys {
                buckets.clear();
            }
        }
        let bucket = match buckets.get_mut(key) {
            Some(bucket) => bucket,
            None => buckets.entry(key.to_owned()).or_insert(Bucket { left: limit, at: ticks }),
        };
        bucket.left = (bucket.left + limit * ticks.saturating_sub(bucket.at).as_secs_f64()).min(limit);
        bucket.at = ticks;
        let allowed = bucket.left >= 1.0;
        if allowed {
            bucket.left -= 1.0;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between zero and the limit")]
        let remaining = bucket.left as u32;
        Allowance { limit: self.per_second, remaining, retry_after: (!allowed).then_some(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(100);

    #[test]
    fn as_many_as_allowed_pass_each_second() {
        let throttle = Throttle::new(3, 10);
        let passed = |at| (0..10).filter(|_| throttle.take("a", at).retry_after.is_none()).count();
        assert_eq!(passed(START), 3);
        assert_eq!(passed(START + Duration::from_secs(1)), 3);
        assert_eq!(passed(START + Duration::from_millis(1400)), 1);
    }

    #[test]
    fn keys_have_buckets_of_their_own_and_their_number_is_bounded() {
        let throttle = Throttle::new(1, 10);
        for key in 0..1000 {
            assert_eq!(throttle.take(&key.to_string(), START).retry_after, None);
        }
        assert!(throttle.buckets.lock().len() <= 10);
    }

    #[test]
    fn a_limit_of_zero_is_one() {
        let throttle = Throttle::new(0, 0);
        let first = throttle.take("", START);
        assert_eq!((first.limit, first.remaining, first.retry_after), (1, 0, None));
        assert_eq!(throttle.take("", START).retry_after, Some(1));
    }
}
