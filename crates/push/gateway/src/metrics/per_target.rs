use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    AppVersion, Histogram,
    text::{escape, family},
};

/// Counters of one target.
#[derive(Debug, Default)]
pub(crate) struct TargetCounters {
    pub(crate) versions: [AtomicU64; 3],
    pub(crate) accepted: AtomicU64,
    pub(crate) queued: AtomicU64,
    pub(crate) collapsed: AtomicU64,
    pub(crate) attempts: AtomicU64,
    pub(crate) retries: AtomicU64,
    pub(crate) removed: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) expired: AtomicU64,
    pub(crate) our_bugs: AtomicU64,
    pub(crate) possible_copies: AtomicU64,
    pub(crate) alarms: AtomicU64,
    /// Pushes a vendor took whose devices are asked for a receipt.
    pub(crate) receipts_expected: AtomicU64,
    /// First receipts.
    pub(crate) acked: AtomicU64,
    /// From acceptance to receipt.
    pub(crate) time_to_ack: Histogram,
}

impl TargetCounters {
    pub(crate) fn count_version(&self, version: AppVersion) {
        self.versions[version as usize].fetch_add(1, Ordering::Relaxed);
    }
}

/// The counters of all targets, in the text form of Prometheus.
pub(super) fn write_targets(targets: &BTreeMap<String, Arc<TargetCounters>>, out: &mut String) {
    let mut each = |name: &str, help: &str, pick: fn(&TargetCounters) -> &AtomicU64| {
        let mut lines = String::new();
        for (target, counters) in targets {
            let value = pick(counters).load(Ordering::Relaxed);
            let _ = writeln!(lines, "{name}{{target=\"{}\"}} {value}", escape(target));
        }
        family(out, name, "counter", help, &lines);
    };
    each("countersign_push_accepted_total", "Pushes a vendor took.", |counters| &counters.accepted);
    each("countersign_push_queued_total", "Pushes written down to be sent later.", |counters| &counters.queued);
    each(
        "countersign_push_collapsed_total",
        "Waiting clears and badges that a newer one made pointless.",
        |counters| &counters.collapsed,
    );
    each("countersign_push_attempts_total", "Attempts to send.", |counters| &counters.attempts);
    each("countersign_push_retries_total", "Attempts after the first.", |counters| &counters.retries);
    each("countersign_push_removed_total", "Tokens declared dead.", |counters| &counters.removed);
    each("countersign_push_failed_total", "Pushes given up.", |counters| &counters.failed);
    each("countersign_push_expired_total", "Pushes not sent within their lifetime.", |counters| &counters.expired);
    each("countersign_push_our_bug_total", "Requests the vendor called malformed.", |counters| &counters.our_bugs);
    each("countersign_push_possible_copies_total", "Pushes sent again after an attempt without answer.", |counters| {
        &counters.possible_copies
    });
    each("countersign_push_alarms_total", "Events an operator should look at.", |counters| &counters.alarms);
    each(
        "countersign_push_receipts_expected_total",
        "Pushes a vendor took whose devices are asked for a receipt.",
        |counters| &counters.receipts_expected,
    );
    each("countersign_push_acked_total", "Pushes whose device sent a receipt.", |counters| &counters.acked);
    let mut lines = String::new();
    for (target, counters) in targets {
        let labels = format!("target=\"{}\"", escape(target));
        counters.time_to_ack.write(&mut lines, "countersign_push_time_to_ack_seconds", &labels);
    }
    let help = "From a push's acceptance to its device's receipt.";
    family(out, "countersign_push_time_to_ack_seconds", "histogram", help, &lines);
}
