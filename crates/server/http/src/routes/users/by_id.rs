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
    param, wire,
};

/// `GET /users/{user}`
pub(super) async fn by_id(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let user = accounts::get_user(app.domain(), &caller, user_id).await?;
    let tag = etag::user(&user, &app.domain().settings().privacy_settings);
    etag::answer(&headers, &tag, || json(&wire::seen_user(&user)))
}
