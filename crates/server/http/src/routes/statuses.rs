//! Presence.

mod by_ids;
mod custom;
mod get;
mod set;

use axum::{
    Router,
    routing::{self, post, put},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/users/status/ids", post(by_ids::by_ids))
        .route("/users/{user_id}/status", routing::get(get::get).put(set::set))
        .route("/users/{user_id}/status/custom", put(custom::set).delete(custom::clear))
        .route("/users/{user_id}/status/custom/recent/delete", post(custom::forget))
}
