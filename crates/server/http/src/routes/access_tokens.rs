//! Personal access tokens.

mod by_id;
mod create;
mod every;
mod list;
mod revoke;
mod search;
mod switch;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/users/tokens", get(every::every))
        .route("/users/tokens/disable", post(switch::disable))
        .route("/users/tokens/enable", post(switch::enable))
        .route("/users/tokens/revoke", post(revoke::revoke))
        .route("/users/tokens/search", post(search::search))
        .route("/users/tokens/{token_id}", get(by_id::by_id))
        .route("/users/{user_id}/tokens", get(list::list).post(create::create))
}
