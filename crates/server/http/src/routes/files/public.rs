use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use countersign_primitives::FileId;
use countersign_server_domain::files;
use countersign_server_files::{public_link::is_public_link, storage::StoredPath};

use super::serve::{Served, serve};
use crate::{app::App, failure::Failure, query::QueryText};

const NOT_VALID: &str = "<!DOCTYPE html><html lang=\"en\"><title>Link not valid</title>\
    <p>This link to a file is not valid, or not valid any more.</p></html>";

/// `GET /files/{file}/public`: a file for whoever has its link. People open it, so that refusals are pages.
pub(in crate::routes) async fn public(
    State(app): State<App>,
    Path(file_id): Path<String>,
    query: QueryText,
    headers: HeaderMap,
) -> Response {
    match find(&app, &file_id, &query, &headers).await {
        Ok(Some(response)) => response,
        Ok(None) => (StatusCode::BAD_REQUEST, Html(NOT_VALID)).into_response(),
        Err(failure) => (failure.status(), Html(NOT_VALID)).into_response(),
    }
}

async fn find(app: &App, file_id: &str, query: &QueryText, headers: &HeaderMap) -> Result<Option<Response>, Failure> {
    let Ok(file_id) = file_id.parse::<FileId>() else { return Ok(None) };
    let secret = &app.domain().identity().public_link_secret;
    if !is_public_link(secret, file_id, query.read().get("h").unwrap_or_default()) {
        return Ok(None);
    }
    let Some(file) = files::public_file(app.domain(), file_id).await? else { return Ok(None) };
    let served = Served {
        path: StoredPath::original(file.id),
        name: &file.name,
        media_type: &file.media_type,
        as_download: false,
        is_original: true,
    };
    serve(app, headers, &served).await
}
