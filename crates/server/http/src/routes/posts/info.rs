use axum::extract::{Path, State};
use countersign_server_domain::posts;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /posts/{post}/info`
pub(super) async fn info(State(app): State<App>, caller: SignedIn, Path(post_id): Path<String>) -> Answer {
    let post_id = param::id(&post_id, "post_id")?;
    json(&wire::post_info(&posts::post_place(app.domain(), &caller, post_id).await?))
}
