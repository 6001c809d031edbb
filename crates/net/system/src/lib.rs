#![doc = include_str!("../README.md")]

mod clock;
mod entropy;
mod log;
mod signals;

pub use clock::SystemClock;
pub use entropy::OsRandom;
pub use log::{LogFormat, LogOptions};
pub use signals::{Signal, Signals};
