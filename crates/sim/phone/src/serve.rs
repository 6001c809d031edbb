//! The page in the browser: the interface's bundle, its bridge, the device's controls, and events.

mod api;
mod bundle;
mod events;
mod guard;

use std::sync::Arc;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};

use crate::phone::Machine;

pub use bundle::file as interface_file;
pub use guard::{Guard, check};

/// Everything a page may ask.
pub(crate) fn router(machine: Arc<Machine>, guard: Guard) -> Router {
    Router::new()
        .route("/bridge", post(api::bridge))
        .route("/device", get(api::look).post(api::press))
        .route("/trace", get(api::trace))
        .route("/events", get(events::stream))
        .fallback(get(bundle::file))
        .layer(from_fn_with_state(guard, guard::check))
        .with_state(machine)
}
