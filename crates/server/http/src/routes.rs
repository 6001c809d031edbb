//! The pages of the API, an area a folder, a page a file. An area's own file says which address leads where.

mod access_tokens;
mod bots;
mod categories;
mod channels;
mod emoji;
mod files;
mod hooks;
mod pictures;
mod posts;
mod preferences;
mod reactions;
mod sessions;
mod statuses;
mod system;
mod teams;
mod threads;
mod unavailable;
mod uploads;
mod users;
mod websocket;

use axum::{Router, routing::get};

use crate::{app::App, failure::Failure};

/// All pages below `/api/v4`.
pub(crate) fn api() -> Router<App> {
    Router::new()
        .merge(access_tokens::pages())
        .merge(bots::pages())
        .merge(categories::pages())
        .merge(channels::pages())
        .merge(emoji::pages())
        .merge(files::pages())
        .merge(hooks::pages())
        .merge(pictures::pages())
        .merge(posts::pages())
        .merge(preferences::pages())
        .merge(reactions::pages())
        .merge(sessions::pages())
        .merge(statuses::pages())
        .merge(system::pages())
        .merge(teams::pages())
        .merge(threads::pages())
        .merge(unavailable::pages())
        .merge(uploads::pages())
        .merge(users::pages())
        .route("/websocket", get(websocket::upgrade))
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
}

/// Pages outside the API that are no part of the interface.
pub(crate) fn outside() -> Router<App> {
    Router::new().route("/files/{file_id}/public", get(files::public))
}

/// Pages outside the API that refuse as it does.
pub(crate) fn beside() -> Router<App> {
    hooks::outside()
}

/// Where no page is, also by another method.
pub(crate) async fn nowhere() -> Failure {
    Failure::NoSuchPage
}
