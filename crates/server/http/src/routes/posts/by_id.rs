use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use countersign_server_domain::posts;

use crate::{
    answer::{Answer, json},
    app::App,
    etag,
    identity::SignedIn,
    param,
    query::QueryText,
    wire,
};

/// `GET /posts/{post}`
pub(super) async fn by_id(
    State(app): State<App>,
    caller: SignedIn,
    Path(post_id): Path<String>,
    query: QueryText,
    headers: HeaderMap,
) -> Answer {
    let post_id = param::id(&post_id, "post_id")?;
    let post = if query.read().is_true("include_deleted") {
        posts::get_post_or_deleted(app.domain(), &caller, post_id).await?
    } else {
        posts::get_post(app.domain(), &caller, post_id).await?
    };
    etag::answer(&headers, &etag::post(&post), || json(&wire::post(&post)))
}
