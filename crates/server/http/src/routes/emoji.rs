//! Custom emoji.

mod autocomplete;
mod by_id;
mod by_name;
mod by_names;
mod create;
mod delete;
mod image;
mod list;
mod search;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    let create = post(create::create).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/emoji", get(list::list).merge(create))
        .route("/emoji/autocomplete", get(autocomplete::autocomplete))
        .route("/emoji/name/{name}", get(by_name::by_name))
        .route("/emoji/names", post(by_names::by_names))
        .route("/emoji/search", post(search::search))
        .route("/emoji/{emoji_id}", get(by_id::by_id).delete(delete::delete))
        .route("/emoji/{emoji_id}/image", get(image::image))
}
