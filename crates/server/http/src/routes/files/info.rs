use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
};
use countersign_server_domain::files;
use countersign_server_rules::error::known;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// What is known of a file hardly changes.
pub(super) const CACHED: HeaderValue = HeaderValue::from_static("max-age=2592000, private");

/// `GET /files/{file}/info`
pub(super) async fn info(State(app): State<App>, caller: SignedIn, Path(file_id): Path<String>) -> Answer {
    let file_id = param::id(&file_id, "file_id")?;
    let file = files::readable_file(app.domain(), &caller, file_id).await?.ok_or(known::FILE_INFO_GET)?;
    let mut response = json(&wire::file(&file))?;
    response.headers_mut().insert(header::CACHE_CONTROL, CACHED);
    Ok(response)
}
