use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use countersign_server_domain::accounts;

use crate::{
    answer::{Answer, json},
    app::App,
    etag,
    identity::SignedIn,
    wire,
};

/// `GET /users/username/{username}`
pub(super) async fn by_name(
    State(app): State<App>,
    caller: SignedIn,
    Path(username): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let user = accounts::get_user_by_name(app.domain(), &caller, &username).await?;
    let tag = etag::user(&user, &app.domain().settings().privacy_settings);
    etag::answer(&headers, &tag, || json(&wire::seen_user(&user)))
}
