//! What the services saw: kept for a while, and told to an observer.

use std::{collections::VecDeque, sync::Arc};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use countersign_primitives::TimestampMs;

use crate::{devices::Delivery, service::ServiceKind};

/// One request as a vendor saw it, and what became of it. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// Place among all records, from 1.
    pub number: u64,
    /// When it was there completely.
    pub at_ms: TimestampMs,
    /// Who saw it.
    pub service: ServiceKind,
    /// Number of the connection that carried it; 0 for the clear-text token endpoint.
    pub connection: u64,
    /// `HTTP/2.0` or `HTTP/1.1`.
    pub protocol: String,
    /// Method.
    pub method: String,
    /// Path with query.
    pub path: String,
    /// Headers in order. Provider and access tokens are replaced by what they say.
    pub headers: Vec<(String, String)>,
    /// Body; what is no UTF-8 is replaced. Assertions are left out.
    pub body: String,
    /// The device token, when the request has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_token: Option<String>,
    /// The payload's `ack_id`, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack_id: Option<String>,
    /// What was decided.
    pub verdict: VerdictRecord,
    /// What is odd about a request that was accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

/// What was decided about a request. JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictRecord {
    /// HTTP status; 0 when it was not answered.
    pub status: u16,
    /// Apple's reason, FCM's error code, the token endpoint's error; empty on success.
    pub reason: String,
    /// Vendor's name for the message: `apns-id`, `projects/…/messages/…`, the message resource.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message_id: String,
    /// What became of an accepted push; `None` when nobody registered the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// The script that decided, when one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
}

/// Is told of every request, in the order of their numbers per connection. Must not block: it runs on the connection's
/// task.
pub trait RequestObserver: Send + Sync + 'static {
    /// A request was decided. Its answer may not have left yet.
    fn saw(&self, record: &Arc<RequestRecord>);

    /// Whether records are wanted at all; making them costs.
    fn is_watching(&self) -> bool {
        true
    }
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoObserver;

impl RequestObserver for NoObserver {
    fn saw(&self, _: &Arc<RequestRecord>) {}

    fn is_watching(&self) -> bool {
        false
    }
}

/// The last records.
pub(crate) struct Records {
    limit: usize,
    observer: Arc<dyn RequestObserver>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    last_number: u64,
    records: VecDeque<Arc<RequestRecord>>,
}

impl Records {
    /// Keeps up to `limit` records and tells the observer of all.
    pub(crate) fn new(limit: usize, observer: Arc<dyn RequestObserver>) -> Self {
        Self { limit, observer, kept: Mutex::default() }
    }

    /// Whether records are to be made.
    pub(crate) fn is_on(&self) -> bool {
        self.limit > 0 || self.observer.is_watching()
    }

    /// Takes a record; its number is set here.
    pub(crate) fn take(&self, mut record: RequestRecord) {
        let record = {
            let mut kept = self.kept.lock();
            kept.last_number += 1;
            record.number = kept.last_number;
            let record = Arc::new(record);
            if self.limit > 0 {
                if kept.records.len() >= self.limit {
                    kept.records.pop_front();
                }
                kept.records.push_back(Arc::clone(&record));
            }
            record
        };
        self.observer.saw(&record);
    }

    /// Records with a number above `after`, oldest first, at most `limit`.
    pub(crate) fn list(&self, after: u64, limit: usize) -> Vec<Arc<RequestRecord>> {
        let kept = self.kept.lock();
        let from = kept.records.partition_point(|record| record.number <= after);
        kept.records.iter().skip(from).take(limit).cloned().collect()
    }

    /// Forgets the records; numbers go on.
    pub(crate) fn clear(&self) {
        self.kept.lock().records.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> RequestRecord {
        RequestRecord {
            number: 0,
            at_ms: TimestampMs::ZERO,
            service: ServiceKind::Google,
            connection: 1,
            protocol: String::new(),
            method: String::new(),
            path: String::new(),
            headers: Vec::new(),
            body: String::new(),
            device_token: None,
            ack_id: None,
            verdict: VerdictRecord::default(),
            remarks: Vec::new(),
        }
    }

    #[test]
    fn the_last_records_are_kept_and_their_numbers_go_on() {
        let records = Records::new(2, Arc::new(NoObserver));
        for _ in 0..3 {
            records.take(record());
        }
        let numbers = |after| records.list(after, 10).iter().map(|record| record.number).collect::<Vec<_>>();
        assert_eq!(numbers(0), [2, 3]);
        assert_eq!(numbers(2), [3]);
        records.clear();
        records.take(record());
        assert_eq!(numbers(0), [4]);
    }
}
