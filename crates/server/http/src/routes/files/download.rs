use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use countersign_server_domain::files;
use countersign_server_files::storage::StoredPath;
use countersign_server_rules::error::known;

use super::serve::{Served, serve};
use crate::{answer::Answer, app::App, identity::SignedIn, param, query::QueryText};

/// `GET /files/{file}`
pub(super) async fn download(
    State(app): State<App>,
    caller: SignedIn,
    Path(file_id): Path<String>,
    query: QueryText,
    headers: HeaderMap,
) -> Answer {
    let file_id = param::id(&file_id, "file_id")?;
    let file = files::readable_file(app.domain(), &caller, file_id).await?.ok_or(known::FILE_GET_FILE_INFO)?;
    let served = Served {
        path: StoredPath::original(file.id),
        name: &file.name,
        media_type: &file.media_type,
        as_download: matches!(query.read().get("download"), Some("1" | "true")),
        is_original: true,
    };
    Ok(serve(&app, &headers, &served).await?.ok_or(known::FILE_GET_FILE_INFO)?)
}
