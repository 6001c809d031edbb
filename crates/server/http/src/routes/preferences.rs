//! Settings that people make for themselves.

mod category;
mod delete;
mod list;
mod one;
mod save;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/users/{user_id}/preferences", get(list::list).put(save::save))
        .route("/users/{user_id}/preferences/delete", post(delete::delete))
        .route("/users/{user_id}/preferences/{category}", get(category::category))
        .route("/users/{user_id}/preferences/{category}/name/{name}", get(one::one))
}
