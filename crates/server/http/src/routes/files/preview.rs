use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use countersign_server_domain::files;
use countersign_server_files::storage::StoredPath;
use countersign_server_rules::error::known;

use super::serve::{Served, serve};
use crate::{answer::Answer, app::App, identity::SignedIn, param};

/// `GET /files/{file}/preview`. Whatever its format is, it is called a JPEG, as the incumbent does: apps look at the bytes.
pub(super) async fn preview(
    State(app): State<App>,
    caller: SignedIn,
    Path(file_id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let file_id = param::id(&file_id, "file_id")?;
    let file = files::readable_file(app.domain(), &caller, file_id).await?.ok_or(known::FILE_INFO_GET)?;
    if file.picture.is_none() {
        return Err(known::FILE_GET_FILE_PREVIEW_NO_PREVIEW.into());
    }
    let served = Served {
        path: StoredPath::preview(file.id),
        name: &file.name,
        media_type: "image/jpeg",
        as_download: false,
        is_original: false,
    };
    Ok(serve(&app, &headers, &served).await?.ok_or(known::FILE_GET_FILE_PREVIEW_NO_PREVIEW)?)
}
