use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use countersign_primitives::TimestampMs;

use crate::service::ServiceKind;

/// Beyond this many remembered pushes the older half is forgotten.
const REMEMBERED_PUSHES: usize = 1 << 20;

/// What was counted since the start or the last reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// By service.
    pub services: BTreeMap<ServiceKind, ServiceStats>,
    /// Connections: the open ones, and the last closed ones.
    pub connections: Vec<ConnectionCounts>,
}

/// What one service counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceStats {
    /// TLS handshakes that came to an end.
    pub handshakes: u64,
    /// TLS handshakes that failed: unknown authority, bad client certificate, no common protocol.
    pub failed_handshakes: u64,
    /// Requests answered or dropped on purpose.
    pub requests: u64,
    /// How often each verdict was given: `200`, `410 Unregistered`, `hang`, ….
    pub verdicts: BTreeMap<String, u64>,
    /// Pushes answered with success whose `apns-id` had been answered with success before.
    pub duplicate_ids: u64,
    /// Pushes answered with success whose token and body had been answered with success before.
    pub duplicate_bodies: u64,
}

/// What was counted on one connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionCounts {
    /// Its number, from 1 in order of opening.
    pub number: u64,
    /// Whose connection.
    pub service: ServiceKind,
    /// When it was opened.
    pub opened_at: TimestampMs,
    /// Whether it is open.
    pub open: bool,
    /// Requests begun.
    pub streams: u64,
    /// `PING`s of the sender.
    pub pings: u64,
    /// Streams refused because they were over the limit.
    pub refused_streams: u64,
    /// Provider tokens, each change counted.
    pub provider_tokens: u32,
    /// Requests not answered yet.
    pub in_flight: u32,
    /// The most there were at once.
    pub max_in_flight: u32,
}

/// A push that was answered with success, for the counting of duplicates.
pub(crate) struct Accepted<'a> {
    /// The sender's name for it; empty: none.
    pub(crate) id: &'a str,
    pub(crate) token: &'a str,
    pub(crate) body: &'a [u8],
}

/// Counts what the services see.
#[derive(Default)]
pub(crate) struct Counters {
    services: Mutex<HashMap<ServiceKind, Counts>>,
    pushes: Mutex<Remembered>,
}

#[derive(Default)]
struct Counts {
    handshakes: u64,
    failed_handshakes: u64,
    duplicate_ids: u64,
    duplicate_bodies: u64,
    verdicts: HashMap<(u16, Cow<'static, str>), u64>,
}

/// Hashes of pushes in two generations, so that forgetting the older one costs nothing.
#[derive(Default)]
struct Remembered {
    young: HashSet<u64>,
    old: HashSet<u64>,
}

impl Remembered {
    /// Whether it was remembered already.
    fn remember(&mut self, hash: u64) -> bool {
        if self.old.contains(&hash) {
            return true;
        }
        if self.young.len() >= REMEMBERED_PUSHES / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        !self.young.insert(hash)
    }
}

impl Counters {
    pub(crate) fn count_handshake(&self, service: ServiceKind) {
        self.services.lock().entry(service).or_default().handshakes += 1;
    }

    pub(crate) fn count_failed_handshake(&self, service: ServiceKind) {
        self.services.lock().entry(service).or_default().failed_handshakes += 1;
    }

    /// Counts a verdict: a status with its reason, or what happened to the stream with status 0.
    pub(crate) fn count_verdict(&self, service: ServiceKind, status: u16, reason: Cow<'static, str>) {
        let mut services = self.services.lock();
        *services.entry(service).or_default().verdicts.entry((status, reason)).or_default() += 1;
    }

    /// Counts a push that was answered with success.
    pub(crate) fn count_accepted(&self, service: ServiceKind, push: &Accepted<'_>) {
        let body = hash((push.token, push.body));
        let id = (!push.id.is_empty()).then(|| hash(push.id));
        let (same_body, same_id) = {
            let mut pushes = self.pushes.lock();
            (pushes.remember(body), id.is_some_and(|id| pushes.remember(id)))
        };
        if same_body || same_id {
            let mut services = self.services.lock();
            let counts = services.entry(service).or_default();
            counts.duplicate_bodies += u64::from(same_body);
            counts.duplicate_ids += u64::from(same_id);
        }
    }

    /// What was counted.
    pub(crate) fn services(&self) -> BTreeMap<ServiceKind, ServiceStats> {
        self.services.lock().iter().map(|(service, counts)| (*service, counts.stats())).collect()
    }

    /// Begins anew.
    pub(crate) fn reset(&self) {
        self.services.lock().clear();
        *self.pushes.lock() = Remembered::default();
    }
}

impl Counts {
    fn stats(&self) -> ServiceStats {
        let label = |status: u16, reason: &str| match (status, reason) {
            (0, reason) => reason.to_owned(),
            (status, "") => status.to_string(),
            (status, reason) => format!("{status} {reason}"),
        };
        ServiceStats {
            handshakes: self.handshakes,
            failed_handshakes: self.failed_handshakes,
            requests: self.verdicts.values().sum(),
            verdicts: self.verdicts.iter().map(|((status, reason), n)| (label(*status, reason), *n)).collect(),
            duplicate_ids: self.duplicate_ids,
            duplicate_bodies: self.duplicate_bodies,
        }
    }
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_are_counted_by_id_and_by_body() {
        let counters = Counters::default();
        let push = |id, body| Accepted { id, token: "t", body };
        for accepted in [push("1", b"a"), push("1", b"b"), push("2", b"a"), push("", b"c"), push("", b"d")] {
            counters.count_accepted(ServiceKind::AppleProduction, &accepted);
        }
        let stats = &counters.services()[&ServiceKind::AppleProduction];
        assert_eq!((stats.duplicate_ids, stats.duplicate_bodies), (1, 1));
    }

    #[test]
    fn verdicts_have_readable_names() {
        let counters = Counters::default();
        counters.count_verdict(ServiceKind::Google, 200, "".into());
        counters.count_verdict(ServiceKind::Google, 404, "UNREGISTERED".into());
        counters.count_verdict(ServiceKind::Google, 0, "hang".into());
        let stats = &counters.services()[&ServiceKind::Google];
        assert_eq!(stats.requests, 3);
        assert_eq!(stats.verdicts.keys().collect::<Vec<_>>(), ["200", "404 UNREGISTERED", "hang"]);
    }
}
