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
    param, wire,
};

/// `GET /posts/{post}`
pub(super) async fn by_id(
    State(app): State<App>,
    caller: SignedIn,
    Path(post_id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let post_id = param::id(&post_id, "post_id")?;
    let post = posts::get_post(app.domain(), &caller, post_id).await?;
    etag::answer(&headers, &etag::post(&post), || json(&wire::post(&post)))
}
