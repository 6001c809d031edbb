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

/// `GET /channels/{channel}/pinned`
pub(super) async fn pinned(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let list = posts::pinned_posts(app.domain(), &caller, param::id(&channel_id, "channel_id")?).await?;
    etag::answer(&headers, &etag::marked_posts(&list), || json(&wire::post_list(&list)))
}
