//! The pages of the API, an area a folder, a page a file. An area's own file says which address leads where.

mod access_tokens;
mod actions;
mod bots;
mod categories;
mod channels;
mod commands;
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

use axum::{Router, extract::OriginalUri, http::Method, routing::get};
use countersign_server_rules::error::invalid_url_param;

use crate::{app::App, failure::Failure, identity::SignedIn};

/// All pages below `/api/v4`.
pub(crate) fn api() -> Router<App> {
    Router::new()
        .merge(access_tokens::pages())
        .merge(actions::pages())
        .merge(bots::pages())
        .merge(categories::pages())
        .merge(channels::pages())
        .merge(commands::pages())
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
    hooks::outside().merge(unavailable::outside())
}

/// Where no page is, also by another method.
pub(crate) async fn nowhere(method: Method, uri: OriginalUri, caller: Result<SignedIn, Failure>) -> Failure {
    let one_thing =
        [Method::GET, Method::PUT, Method::DELETE].contains(&method).then(|| thing_of(uri.path())).flatten();
    match (one_thing, caller) {
        (Some(_), Err(stranger)) => stranger,
        (Some(name), Ok(_)) => invalid_url_param(name).into(),
        (None, _) => Failure::NoSuchPage,
    }
}

/// What stands at the end of an address that other methods have a page at, such as `/users/login`: to the incumbent it
/// is an id there.
fn thing_of(path: &str) -> Option<&'static str> {
    let (collection, word) = path.split_once("/api/v4/")?.1.split_once('/')?;
    let is_word = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let name = match collection {
        "users" => "user_id",
        "channels" => "channel_id",
        "posts" => "post_id",
        "teams" => "team_id",
        _ => return None,
    };
    is_word.then_some(name)
}
