//! Bots.

mod assign;
mod by_id;
mod create;
mod enable;
mod list;
mod patch;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/bots", get(list::list).post(create::create))
        .route("/bots/{bot_id}", get(by_id::by_id).put(patch::patch))
        .route("/bots/{bot_id}/assign/{user_id}", post(assign::assign))
        .route("/bots/{bot_id}/disable", post(enable::disable))
        .route("/bots/{bot_id}/enable", post(enable::enable))
}
