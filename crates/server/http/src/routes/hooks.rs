//! Incoming webhooks.

mod by_id;
mod create;
mod delete;
mod list;
mod payload;
mod receive;
mod update;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/hooks/incoming", get(list::list).post(create::create))
        .route("/hooks/incoming/{hook_id}", get(by_id::by_id).put(update::update).delete(delete::delete))
}

/// Where other programs post to; no part of the API.
pub(super) fn outside() -> Router<App> {
    Router::new().route("/hooks/{hook_id}", post(receive::receive))
}
