//! `[limits]`.

use std::time::Duration;

use countersign_ingress::{BodyPace, Limits};
use serde::Deserialize;

use crate::config::sources::Mistakes;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CallerLimits {
    max_connections: Option<u32>,
    header_timeout_ms: Option<u64>,
    idle_timeout_ms: Option<u64>,
    stall_timeout_ms: Option<u64>,
    body_pause_ms: Option<u64>,
    body_min_bytes_per_sec: Option<u32>,
}

pub(super) fn limits(section: &CallerLimits, default: &Limits, mistakes: &mut Mistakes) -> Limits {
    let millis = |value: Option<u64>, default| value.map_or(default, Duration::from_millis);
    let limits = Limits {
        max_connections: section.max_connections.unwrap_or(default.max_connections),
        header_timeout: millis(section.header_timeout_ms, default.header_timeout),
        idle_timeout: millis(section.idle_timeout_ms, default.idle_timeout),
        stall_timeout: millis(section.stall_timeout_ms, default.stall_timeout),
        body: BodyPace {
            pause: millis(section.body_pause_ms, default.body.pause),
            min_bytes_per_sec: section.body_min_bytes_per_sec.unwrap_or(default.body.min_bytes_per_sec),
            ..default.body
        },
        ..default.clone()
    };
    if let Err(error) = limits.validate() {
        mistakes.add("limits", error.to_string());
    }
    limits
}
