//! Files.

mod download;
mod info;
mod link;
mod of_post;
mod preview;
mod public;
mod search;
mod serve;
mod take;
mod thumbnail;
mod upload;
mod upload_form;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::app::App;

pub(super) use public::public;
pub(super) use take::{intake, new_file};

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/files", post(upload::upload).layer(DefaultBodyLimit::disable()))
        .route("/files/search", post(search::everywhere))
        .route("/teams/{team_id}/files/search", post(search::in_team))
        .route("/files/{file_id}", get(download::download))
        .route("/files/{file_id}/info", get(info::info))
        .route("/files/{file_id}/link", get(link::link))
        .route("/files/{file_id}/preview", get(preview::preview))
        .route("/files/{file_id}/thumbnail", get(thumbnail::thumbnail))
        .route("/posts/{post_id}/files/info", get(of_post::of_post))
}
