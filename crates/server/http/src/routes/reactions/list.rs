use axum::extract::{Path, State};
use countersign_server_domain::reactions;
use serde_json::Value;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /posts/{post}/reactions`. Without reactions the incumbent answers `null`, and so does this.
pub(super) async fn list(State(app): State<App>, caller: SignedIn, Path(post_id): Path<String>) -> Answer {
    let post_id = param::id(&post_id, "post_id")?;
    let found = reactions::reactions_to(app.domain(), &caller, post_id).await?;
    if found.is_empty() { json(&Value::Null) } else { json(&wire::reactions(&found)) }
}
