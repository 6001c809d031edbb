//! Targets from their configuration.

use std::sync::Arc;

use countersign_primitives::{Clock, Random};
use countersign_push_content::Policy;

use crate::{
    GatewayConfig, Mistake,
    courier::Targets,
    gauge::Gauge,
    metrics::Metrics,
    target::{MadeOf, Target, TargetHealth},
};

mod senders;
mod web_push;

use senders::{Builder, Made};

/// What a gateway sends with, and how to look at it.
pub(crate) struct Built {
    pub(crate) targets: Targets,
    pub(crate) gauges: Vec<Gauge>,
}

/// Builds all targets. `old` lends what is known of targets that were there before; one that is configured as before
/// stays as it is, with its connections and tokens.
///
/// # Errors
/// Every target that cannot work, with its name and the reason.
pub(crate) fn targets(
    config: &GatewayConfig,
    (clock, random): (&Arc<dyn Clock>, &Arc<dyn Random>),
    metrics: &Metrics,
    old: &Targets,
) -> Result<Built, Vec<Mistake>> {
    let policy = Policy { compat: config.compat, id_only_text: config.id_only_text.clone() };
    let mut builder = Builder::new(policy.clone(), clock, random, old);
    let (mut targets, mut mistakes, mut changed) = (Targets::new(), Vec::new(), Vec::new());
    for target in &config.targets {
        let made_of = MadeOf { config: target.clone(), policy: policy.clone() };
        let before = old.get(&target.name);
        if let Some(same) = before.filter(|before| before.made_of == made_of) {
            targets.insert(target.name.clone(), Arc::clone(same));
            continue;
        }
        match builder.sender(target) {
            Ok(Made { sender, quota, gauge }) => {
                let health = before.filter(|before| before.vendor == sender.vendor()).map_or_else(
                    || Arc::new(TargetHealth::new(metrics.target(&target.name))),
                    |before| Arc::clone(&before.health),
                );
                changed.push(Arc::clone(&health));
                let built = Target {
                    name: target.name.as_str().into(),
                    vendor: sender.vendor(),
                    compat: config.compat,
                    sender,
                    quota,
                    health,
                    gauge,
                    made_of,
                };
                targets.insert(target.name.clone(), Arc::new(built));
            }
            Err(text) => mistakes.push(Mistake { place: format!("target {:?}", target.name), text }),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    for health in changed {
        // Whatever stopped it may have been mended just now.
        health.gate.lock().start_afresh();
        health.wake.notify_one();
    }
    let gauges = config.targets.iter().filter_map(|target| Some(targets.get(&target.name)?.gauge.clone()));
    Ok(Built { gauges: gauges.collect(), targets })
}
