//! Presence.

mod by_ids;
mod get;
mod set;

use axum::{
    Router,
    routing::{self, post},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/users/status/ids", post(by_ids::by_ids))
        .route("/users/{user_id}/status", routing::get(get::get).put(set::set))
}
