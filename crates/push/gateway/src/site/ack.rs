use std::sync::atomic::Ordering;

use countersign_wire_push::{PushAck, PushAnswer};

use crate::{
    decode,
    metrics::KindLabel,
    observer::{DeliveryEvent, DeliveryStep},
    site::{Body, Site, Told},
};

impl Site {
    /// `POST /api/v1/ack`.
    pub(super) fn ack(&self, body: &Body) -> Told {
        let started = self.clock.ticks();
        let answer = match read(body) {
            Ok(ack) => {
                self.note(&ack);
                PushAnswer::ok()
            }
            Err(text) => {
                self.metrics.bad_request.fetch_add(1, Ordering::Relaxed);
                PushAnswer::fail(text)
            }
        };
        self.metrics.request.observe(self.clock.ticks().saturating_sub(started));
        Told::json(&answer)
    }

    fn note(&self, ack: &PushAck) {
        let platform = match ack.platform.as_str() {
            platform @ ("ios" | "android") => platform,
            _ => "other",
        };
        let kind = KindLabel::of(&ack.kind).as_str();
        self.metrics.delivered.add(format!("platform=\"{platform}\",transport=\"\",type=\"{kind}\""));
        match self.courier.records.acked(&ack.id, self.clock.now()) {
            Some(receipt) => {
                let counters = self.metrics.target(&receipt.target);
                counters.acked.fetch_add(1, Ordering::Relaxed);
                counters.time_to_ack.observe(receipt.took);
            }
            None => {
                self.metrics.receipts_unmatched.fetch_add(1, Ordering::Relaxed);
            }
        }
        if let Some(observer) = &self.courier.observer {
            observer.observe(&DeliveryEvent {
                at: self.clock.now(),
                push: None,
                ack_id: &ack.id,
                target: "",
                step: DeliveryStep::Acked { received_at: ack.received_at },
            });
        }
    }
}

fn read(body: &Body) -> Result<PushAck, String> {
    let body = match body {
        Body::Whole(body) => body,
        Body::TooLarge => return Err("Failed to read ack body: http: request body too large".to_owned()),
        Body::Cut => return Err("Failed to read ack body: unexpected EOF".to_owned()),
    };
    let ack = decode::ack(body).map_err(|error| format!("Failed to read ack body: {error}"))?;
    let missing = |what| Err(format!("Failed because of missing ack {what}"));
    if ack.id.is_empty() {
        missing("Id")
    } else if ack.platform.is_empty() {
        missing("platform")
    } else if ack.kind.as_str().is_empty() {
        missing("type")
    } else {
        Ok(ack)
    }
}
