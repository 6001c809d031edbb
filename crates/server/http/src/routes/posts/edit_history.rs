use axum::extract::{Path, State};
use countersign_server_domain::posts;
use countersign_wire_api::Post;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /posts/{post}/edit_history`
pub(super) async fn edit_history(State(app): State<App>, caller: SignedIn, Path(post_id): Path<String>) -> Answer {
    let post_id = param::id(&post_id, "post_id")?;
    let history = posts::post_history(app.domain(), &caller, post_id).await?;
    json(&history.iter().map(wire::post).collect::<Vec<Post>>())
}
