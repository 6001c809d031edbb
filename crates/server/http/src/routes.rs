//! The pages of the API, an area a folder, a page a file. An area's own file says which address leads where.

mod categories;
mod channels;
mod posts;
mod preferences;
mod sessions;
mod statuses;
mod system;
mod teams;
mod threads;
mod users;
mod websocket;

use axum::{Router, routing::get};

use crate::{app::App, failure::Failure};

/// All pages below `/api/v4`.
pub(crate) fn api() -> Router<App> {
    Router::new()
        .merge(categories::pages())
        .merge(channels::pages())
        .merge(posts::pages())
        .merge(preferences::pages())
        .merge(sessions::pages())
        .merge(statuses::pages())
        .merge(system::pages())
        .merge(teams::pages())
        .merge(threads::pages())
        .merge(users::pages())
        .route("/websocket", get(websocket::upgrade))
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
}

/// Where no page is, also by another method.
pub(crate) async fn nowhere() -> Failure {
    Failure::NoSuchPage
}
