#![doc = include_str!("../README.md")]

mod address;
mod api;
mod app;
pub mod bridge;
mod calls;
mod convert;
mod core;
mod error;
mod events;
mod identity;
mod live;
mod names;
mod pace;
mod push;
mod reading;
mod receipts;
mod refusal;
mod sending;
mod session_check;
mod sign_in;
mod signature;
mod sync;
mod trace;
mod views;
mod workers;

pub use core::{Core, CoreConfig, StartError};
pub use events::Events;
pub use identity::{AppIdentity, Platform};
pub use pace::Pace;
pub use push::{PushOutcome, RawPush};
pub use trace::{NoTracer, TraceKind, TraceStep, Tracer};
