//! `[limits]`.

use std::time::Duration;

use countersign_ingress::{BodyPace, Limits};
use serde::Deserialize;

use crate::config::{GatewayConfig, sources::Mistakes};

/// What callers may cost.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct CallerLimits {
    /// Connections at a time. More wait.
    max_connections: u32,
    /// How long a request's head may take, in milliseconds.
    header_timeout_ms: u64,
    /// How long a connection may stay without a request, in milliseconds.
    idle_timeout_ms: u64,
    /// How long a caller may leave its answer unread, in milliseconds.
    stall_timeout_ms: u64,
    /// How long a body may pause, in milliseconds.
    body_pause_ms: u64,
    /// How fast a body must come, in bytes a second.
    body_min_bytes_per_sec: u32,
}

impl Default for CallerLimits {
    fn default() -> Self {
        let limits = GatewayConfig::default().limits;
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Self {
            max_connections: limits.max_connections,
            header_timeout_ms: millis(limits.header_timeout),
            idle_timeout_ms: millis(limits.idle_timeout),
            stall_timeout_ms: millis(limits.stall_timeout),
            body_pause_ms: millis(limits.body.pause),
            body_min_bytes_per_sec: limits.body.min_bytes_per_sec,
        }
    }
}

pub(super) fn limits(section: &CallerLimits, mistakes: &mut Mistakes) -> Limits {
    let default = GatewayConfig::default().limits;
    let limits = Limits {
        max_connections: section.max_connections,
        header_timeout: Duration::from_millis(section.header_timeout_ms),
        idle_timeout: Duration::from_millis(section.idle_timeout_ms),
        stall_timeout: Duration::from_millis(section.stall_timeout_ms),
        body: BodyPace {
            pause: Duration::from_millis(section.body_pause_ms),
            min_bytes_per_sec: section.body_min_bytes_per_sec,
            ..default.body
        },
        ..default
    };
    if let Err(error) = limits.validate() {
        mistakes.add("limits", error.to_string());
    }
    limits
}
