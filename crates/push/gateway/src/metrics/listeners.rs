use std::fmt::Write;

use countersign_ingress::{CountersSnapshot, ListenerView};

use super::family;

/// What happened on the listeners, in the text form of Prometheus.
pub(crate) fn write_listeners(listeners: &[(&'static str, ListenerView)], out: &mut String) {
    let snapshots: Vec<_> = listeners.iter().map(|(name, view)| (*name, view.counters())).collect();
    let mut each = |name: &str, kind: &str, help: &str, pick: fn(&CountersSnapshot) -> u64| {
        let mut lines = String::new();
        for (listener, counters) in &snapshots {
            let _ = writeln!(lines, "{name}{{listener=\"{listener}\"}} {}", pick(counters));
        }
        family(out, name, kind, help, &lines);
    };
    each("countersign_push_listener_open", "gauge", "Connections of callers.", |seen| u64::from(seen.open));
    each("countersign_push_listener_accepted_total", "counter", "Connections accepted.", |seen| seen.accepted);
    each("countersign_push_listener_requests_total", "counter", "Requests.", |seen| seen.requests);
    each("countersign_push_listener_malformed_total", "counter", "Requests that were no HTTP.", |seen| seen.malformed);
    each("countersign_push_listener_handshakes_failed_total", "counter", "TLS handshakes that failed.", |seen| {
        seen.handshakes_failed + seen.cleartext_on_tls
    });
    each("countersign_push_listener_timeouts_total", "counter", "Callers that were too slow.", |seen| {
        seen.header_timeouts + seen.body_timeouts + seen.stalled
    });
    each("countersign_push_listener_tls_reloads_failed_total", "counter", "New TLS files of no use.", |seen| {
        seen.reloads_failed
    });
    let name = "countersign_push_listener_certificate_not_after_timestamp_seconds";
    let mut lines = String::new();
    for (listener, view) in listeners {
        if let Some(certificate) = view.certificate() {
            let _ = writeln!(lines, "{name}{{listener=\"{listener}\"}} {}", certificate.not_after.as_secs());
        }
    }
    family(out, name, "gauge", "Until when the listener's own certificate is valid.", &lines);
}
