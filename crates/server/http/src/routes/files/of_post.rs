use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
};
use countersign_server_domain::files;

use super::info::CACHED;
use crate::{
    answer::{Answer, json},
    app::App,
    etag,
    identity::SignedIn,
    param, wire,
};

/// `GET /posts/{post}/files/info`
pub(super) async fn of_post(
    State(app): State<App>,
    caller: SignedIn,
    Path(post_id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let post_id = param::id(&post_id, "post_id")?;
    let files = files::files_of_post(app.domain(), &caller, post_id).await?;
    let mut response = etag::answer(&headers, &etag::files(&files), || json(&wire::files(&files)))?;
    response.headers_mut().insert(header::CACHE_CONTROL, CACHED);
    Ok(response)
}
