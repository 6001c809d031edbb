//! Small pictures, as answers.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use countersign_server_files::{picture::PictureFormat, storage::StoredPath};

use crate::{app::App, failure::Failure};

/// A picture of at most `max_bytes` from the store; `None` when there is none.
pub(crate) async fn stored(app: &App, path: &StoredPath, max_bytes: u64) -> Result<Option<Bytes>, Failure> {
    match app.files().store().get(path, None).await? {
        Some(content) => Ok(Some(content.into_bytes(max_bytes).await?)),
        None => Ok(None),
    }
}

/// A picture as its bytes say what it is.
pub(crate) fn answer(bytes: Bytes, cached: HeaderValue) -> Response {
    let kind = PictureFormat::sniff(&bytes).map_or("application/octet-stream", PictureFormat::media_type);
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, cached);
    response
}
