use countersign_sim_phone::{PhoneObserver, device::PhoneTrace};

use crate::trace::{TraceLog, TraceParty, TraceStep};

impl PhoneObserver for TraceLog {
    fn record(&self, phone: &str, step: &PhoneTrace) {
        self.record(TraceStep {
            at: Some(step.at_ms),
            ack_id: step.ack_id.clone(),
            party: TraceParty::Phone,
            phone: Some(phone.to_owned()),
            step: step.step.clone(),
            summary: step.summary.clone(),
            detail: step.detail.clone(),
        });
    }
}
