//! Counters, and their text form for Prometheus. Updating one costs an atomic addition; nothing is allocated.

mod histogram;
mod labels;
mod listeners;
mod per_target;
mod registry;
mod text;

pub(crate) use histogram::Histogram;
pub(crate) use labels::{AppVersion, KindLabel, PlatformLabel};
pub(crate) use listeners::write_listeners;
pub(crate) use per_target::TargetCounters;
pub(crate) use registry::{Metrics, PushLabels};
pub(crate) use text::{escape, family};
