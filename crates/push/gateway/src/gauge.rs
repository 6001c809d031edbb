//! What can be seen of the senders: connections, tokens, certificates.

use std::{fmt::Write, sync::Arc};

use countersign_apns::ApnsSender;
use countersign_fcm::FcmSender;
use countersign_primitives::TimestampMs;
use countersign_webpush::WebPushSender;

use crate::metrics::{escape, family};

/// A sender whose connections are shown in metrics.
#[derive(Clone)]
pub(crate) enum Gauge {
    Apns { target: String, sender: Arc<ApnsSender>, certificate_until: Option<TimestampMs> },
    Fcm(String, Arc<FcmSender>),
    WebPush(String, Arc<WebPushSender>),
}

impl Gauge {
    /// The target's name, open connections and requests in flight. None where there is no one service.
    fn connections(&self) -> Option<(&str, countersign_egress::PoolStats)> {
        match self {
            Self::Apns { target, sender, .. } => Some((target, sender.connections())),
            Self::Fcm(name, sender) => Some((name, sender.connections())),
            Self::WebPush(..) => None,
        }
    }
}

/// The target and the last moment of its certificate, of each that has one.
pub(crate) fn certificates(gauges: &[Gauge]) -> impl Iterator<Item = (&str, TimestampMs)> {
    gauges.iter().filter_map(|gauge| match gauge {
        Gauge::Apns { target, certificate_until, .. } => Some((target.as_str(), (*certificate_until)?)),
        _ => None,
    })
}

/// The state of all connections, in the text form of Prometheus.
pub(crate) fn write_gauges(gauges: &[Gauge], out: &mut String) {
    let mut each = |name: &str, kind: &str, help: &str, pick: fn(&countersign_egress::PoolStats) -> u64| {
        let mut lines = String::new();
        for (target, stats) in gauges.iter().filter_map(Gauge::connections) {
            let _ = writeln!(lines, "{name}{{target=\"{}\"}} {}", escape(target), pick(&stats));
        }
        family(out, name, kind, help, &lines);
    };
    each("countersign_push_connections", "gauge", "Open connections.", |stats| stats.connections as u64);
    each("countersign_push_in_flight", "gauge", "Pushes sent and not answered.", |stats| stats.in_flight as u64);
    each("countersign_push_waiting", "gauge", "Pushes that wait for a stream.", |stats| stats.waiting as u64);
    each("countersign_push_connections_opened_total", "counter", "Connections opened.", |stats| stats.opened);
    each("countersign_push_dial_failures_total", "counter", "Failed attempts to connect.", |stats| stats.dial_failures);
    each("countersign_push_resent_total", "counter", "Sent again because the vendor had not processed it.", |stats| {
        stats.resent
    });
    let mut lines = String::new();
    for gauge in gauges {
        if let Gauge::Fcm(target, sender) = gauge
            && let Some(holds) = sender.tokens().holds_for()
        {
            let name = "countersign_push_access_token_seconds";
            let _ = writeln!(lines, "{name}{{target=\"{}\"}} {}", escape(target), holds.as_secs());
        }
    }
    family(out, "countersign_push_access_token_seconds", "gauge", "For how long the access token holds.", &lines);
    let mut lines = String::new();
    for gauge in gauges {
        if let Gauge::WebPush(target, sender) = gauge {
            let name = "countersign_push_servers";
            let _ = writeln!(lines, "{name}{{target=\"{}\"}} {}", escape(target), sender.known_servers());
        }
    }
    family(out, "countersign_push_servers", "gauge", "Web Push servers that were sent to of late.", &lines);
    let mut lines = String::new();
    let name = "countersign_push_certificate_not_after_timestamp_seconds";
    for (target, until) in certificates(gauges) {
        let _ = writeln!(lines, "{name}{{target=\"{}\"}} {}", escape(target), until.as_secs());
    }
    family(out, name, "gauge", "When the certificate for the vendor ends, in seconds since 1970.", &lines);
}
