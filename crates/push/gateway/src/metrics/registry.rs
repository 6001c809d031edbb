use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use countersign_wire_push::PushTransport;
use parking_lot::{Mutex, RwLock};

use super::{
    AppVersion, Histogram, KindLabel, PlatformLabel,
    per_target::{TargetCounters, write_targets},
    text::{escape, family},
};

/// Reasons come from vendors: no more than this many different ones are kept apart.
const MOST_REASONS: usize = 500;

/// Counters by platform, kind and transport.
#[derive(Debug, Default)]
pub(crate) struct ByKind([[[AtomicU64; 2]; 6]; 3]);

/// A push as the incumbent's labels see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PushLabels {
    pub(crate) platform: PlatformLabel,
    pub(crate) kind: KindLabel,
    pub(crate) transport: PushTransport,
}

impl ByKind {
    pub(crate) fn add(&self, labels: PushLabels) {
        let transport = usize::from(labels.transport == PushTransport::Voip);
        self.0[labels.platform as usize][labels.kind as usize][transport].fetch_add(1, Ordering::Relaxed);
    }

    fn write(&self, out: &mut String, name: &str, help: &str) {
        let mut lines = String::new();
        for platform in PlatformLabel::ALL {
            for kind in KindLabel::ALL {
                for (place, transport) in ["", "voip"].into_iter().enumerate() {
                    let value = self.0[platform as usize][kind as usize][place].load(Ordering::Relaxed);
                    if value > 0 {
                        let (platform, kind) = (platform.as_str(), kind.as_str());
                        let _ = writeln!(
                            lines,
                            "{name}{{platform=\"{platform}\",transport=\"{transport}\",type=\"{kind}\"}} {value}"
                        );
                    }
                }
            }
        }
        family(out, name, "counter", help, &lines);
    }
}

/// Counters by labels that are made at run time; bounded.
#[derive(Debug, Default)]
pub(crate) struct ByText(Mutex<BTreeMap<String, u64>>);

impl ByText {
    /// Counts under ready-made labels such as `platform="apple",reason="BadTopic"`.
    pub(crate) fn add(&self, labels: String) {
        let mut counts = self.0.lock();
        if counts.len() < MOST_REASONS || counts.contains_key(&labels) {
            *counts.entry(labels).or_default() += 1;
        }
    }

    fn write(&self, out: &mut String, name: &str, help: &str) {
        let mut lines = String::new();
        for (labels, value) in &*self.0.lock() {
            let _ = writeln!(lines, "{name}{{{labels}}} {value}");
        }
        family(out, name, "counter", help, &lines);
    }
}

/// All counters of a gateway.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    pub(crate) notifications: ByKind,
    pub(crate) success: ByKind,
    pub(crate) success_with_ack: ByKind,
    pub(crate) failure: ByKind,
    pub(crate) failure_with_reason: ByText,
    pub(crate) removal: ByText,
    pub(crate) delivered: ByText,
    pub(crate) bad_request: AtomicU64,
    pub(crate) repeated: AtomicU64,
    pub(crate) throttled: AtomicU64,
    pub(crate) busy: AtomicU64,
    pub(crate) receipts_unmatched: AtomicU64,
    pub(crate) unauthorized: ByText,
    /// Requests of nobody that is known, for the log.
    pub(crate) turned_away: AtomicU64,
    pub(crate) caller_requests: ByText,
    pub(crate) denied: ByText,
    pub(crate) apns_attempt: Histogram,
    pub(crate) fcm_attempt: Histogram,
    pub(crate) attempt: [Histogram; 3],
    pub(crate) request: Histogram,
    targets: RwLock<BTreeMap<String, Arc<TargetCounters>>>,
}

impl Metrics {
    /// The counters of a target; they outlive a reload.
    pub(crate) fn target(&self, name: &str) -> Arc<TargetCounters> {
        Arc::clone(self.targets.write().entry(name.to_owned()).or_default())
    }

    /// Everything that is counted here, in the text form of Prometheus.
    pub(crate) fn write(&self, out: &mut String) {
        self.write_incumbents(out);
        self.write_own(out);
    }

    /// The incumbent's names and labels: dashboards depend on them.
    fn write_incumbents(&self, out: &mut String) {
        self.notifications.write(out, "service_notifications_total", "Pushes handed to a vendor, before the attempt.");
        let mut lines = String::new();
        for (target, counters) in &*self.targets.read() {
            for version in AppVersion::ALL {
                let value = counters.versions[version as usize].load(Ordering::Relaxed);
                if value > 0 {
                    let version = version.as_str();
                    let target = escape(target);
                    let _ = writeln!(
                        lines,
                        "service_notifications_by_app_version_total{{app_version=\"{version}\",platform=\"{target}\"}} {value}"
                    );
                }
            }
        }
        let help = "The same by the app's payload version.";
        family(out, "service_notifications_by_app_version_total", "counter", help, &lines);
        self.success.write(out, "service_success_total", "Pushes that a vendor took.");
        self.success_with_ack.write(out, "service_success_with_ack_total", "Those that ask for a receipt.");
        self.delivered.write(out, "service_delivered_total", "Receipts.");
        self.failure.write(out, "service_failure_total", "Pushes not sent, removals included.");
        self.failure_with_reason.write(out, "service_failure_with_reason_total", "The same by the vendor's reason.");
        self.removal.write(out, "service_removal_total", "Tokens declared dead, by reason.");
        single(out, "service_bad_request_total", "Requests refused before sending.", &self.bad_request);
        histogram(out, "service_apns_request_duration_seconds", "Attempts to send to Apple.", &self.apns_attempt);
        histogram(out, "service_fcm_request_duration_seconds", "Attempts to send to Google.", &self.fcm_attempt);
        let mut lines = String::new();
        for platform in PlatformLabel::ALL {
            let attempts = &self.attempt[platform as usize];
            if attempts.count() > 0 {
                let labels = format!("platform=\"{}\"", platform.as_str());
                attempts.write(&mut lines, "service_notification_duration_seconds", &labels);
            }
        }
        family(out, "service_notification_duration_seconds", "histogram", "Attempts by platform.", &lines);
        histogram(out, "service_request_duration_seconds", "Requests of callers.", &self.request);
    }

    fn write_own(&self, out: &mut String) {
        single(out, "countersign_push_repeated_total", "Requests for a push that was known already.", &self.repeated);
        single(out, "countersign_push_throttled_total", "Requests over the rate limit.", &self.throttled);
        single(out, "countersign_push_busy_total", "Requests refused because the queue is full.", &self.busy);
        self.unauthorized.write(out, "countersign_push_unauthorized_total", "Requests of nobody that is known.");
        self.caller_requests.write(out, "countersign_push_caller_requests_total", "Requests of known callers.");
        self.denied.write(out, "countersign_push_denied_total", "Pushes that their caller may not send.");
        single(
            out,
            "countersign_push_receipts_unmatched_total",
            "Receipts for pushes that are not known, or acknowledged already.",
            &self.receipts_unmatched,
        );
        write_targets(&self.targets.read(), out);
    }
}

fn single(out: &mut String, name: &str, help: &str, value: &AtomicU64) {
    family(out, name, "counter", help, &format!("{name} {}\n", value.load(Ordering::Relaxed)));
}

fn histogram(out: &mut String, name: &str, help: &str, values: &Histogram) {
    let mut lines = String::new();
    values.write(&mut lines, name, "");
    family(out, name, "histogram", help, &lines);
}
