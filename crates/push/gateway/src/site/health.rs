use std::fmt::Write;

use countersign_dispatch::TargetState;
use serde::Serialize;

use crate::{
    metrics::{escape, family},
    site::{Site, Told},
};

#[derive(Serialize)]
struct Version {
    hash: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    targets: Vec<TargetHealthPage>,
    queue: QueuePage,
}

#[derive(Serialize)]
struct TargetHealthPage {
    name: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
}

#[derive(Serialize)]
struct QueuePage {
    pushes: usize,
    bytes: u64,
    oldest_secs: u64,
}

const DEGRADED: &str = "degraded";

impl Told {
    /// Only the status, of a page of health.
    pub(super) fn without_details(self) -> Self {
        let status = if self.status == 200 { "ok" } else { DEGRADED };
        Self { body: format!("{{\"status\":\"{status}\"}}\n").into(), ..self }
    }
}

impl Site {
    /// `GET /version`, in the incumbent's form.
    pub(super) fn version(&self) -> Told {
        let _ = self;
        let version = Version {
            hash: option_env!("COUNTERSIGN_COMMIT").unwrap_or("unknown"),
            version: env!("CARGO_PKG_VERSION"),
        };
        let mut told = Told::json(&version);
        told.content_type = Some("application/json");
        told
    }

    /// `GET /healthz`: 200 while every target can work, 503 when one is stopped.
    pub(crate) fn health(&self) -> Told {
        let ticks = self.clock.ticks();
        let mut targets: Vec<_> = self
            .courier
            .targets
            .load()
            .values()
            .map(|target| {
                let (state, stopped) = target.health.gate.lock().state(ticks);
                (
                    state,
                    TargetHealthPage {
                        name: target.name.to_string(),
                        state: state.as_str(),
                        hint: stopped.map(|(hint, _)| hint.as_str()),
                    },
                )
            })
            .collect();
        targets.sort_by(|a, b| a.1.name.cmp(&b.1.name));
        let worst = targets.iter().map(|(state, _)| *state).max().unwrap_or(TargetState::Well);
        let depth = self.courier.outbox.depth();
        let oldest = depth.oldest.map_or(0, |oldest| self.clock.now().since(oldest).as_secs());
        let page = Health {
            status: if worst == TargetState::Stopped { DEGRADED } else { "ok" },
            targets: targets.into_iter().map(|(_, page)| page).collect(),
            queue: QueuePage { pushes: depth.pushes, bytes: depth.bytes, oldest_secs: oldest },
        };
        let mut told = Told::json(&page);
        told.content_type = Some("application/json");
        told.status = if worst == TargetState::Stopped { 503 } else { 200 };
        told
    }

    /// The queue and the targets, in the text form of Prometheus.
    pub(super) fn write_states(&self, out: &mut String) {
        let depth = self.courier.outbox.depth();
        let oldest = depth.oldest.map_or(0, |oldest| self.clock.now().since(oldest).as_secs());
        for (name, help, value) in [
            ("countersign_push_queue_pushes", "Pushes that wait to be sent.", depth.pushes as u64),
            ("countersign_push_queue_bytes", "Their size.", depth.bytes),
            ("countersign_push_queue_oldest_seconds", "The age of the oldest.", oldest),
        ] {
            family(out, name, "gauge", help, &format!("{name} {value}\n"));
        }
        let ticks = self.clock.ticks();
        let name = "countersign_push_target_state";
        let (mut lines, mut held, mut under_way) = (String::new(), String::new(), String::new());
        for target in self.courier.targets.load().values() {
            let (label, state) = (escape(&target.name), target.state(ticks));
            let _ = writeln!(lines, "{name}{{state=\"{}\",target=\"{label}\"}} 1", state.as_str());
            let slots = target.health.slots.taken();
            let _ = writeln!(under_way, "countersign_push_under_way{{target=\"{label}\"}} {slots}");
            let tokens = target.health.guard.lock().held();
            let _ = writeln!(held, "countersign_push_removals_held{{target=\"{label}\"}} {tokens}");
        }
        family(out, name, "gauge", "How each target is: 1 for its present state.", &lines);
        family(out, "countersign_push_removals_held", "gauge", "Removals the mass-failure guard holds back.", &held);
        family(out, "countersign_push_under_way", "gauge", "Pushes being sent that were not queued first.", &under_way);
        let info = format!("countersign_push_build_info{{version=\"{}\"}} 1\n", env!("CARGO_PKG_VERSION"));
        family(out, "countersign_push_build_info", "gauge", "The version that runs.", &info);
    }
}
