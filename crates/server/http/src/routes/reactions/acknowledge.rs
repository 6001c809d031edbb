use axum::extract::{Path, State};
use countersign_server_domain::reactions;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `POST /users/{user}/posts/{post}/ack`
pub(super) async fn acknowledge(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, post_id)): Path<(String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let post_id = param::id(&post_id, "post_id")?;
    let word = reactions::acknowledge(app.domain(), &caller, user_id, post_id).await?;
    json(&wire::acknowledgement(&word))
}
