use axum::extract::{Path, State};
use countersign_server_domain::posts::{self, PostPatch};
use countersign_server_rules::error::invalid_body_param;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /posts/{post}`: text and properties are replaced, also by nothing.
pub(super) async fn update(
    State(app): State<App>,
    caller: SignedIn,
    Path(path_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let post_id = param::id(&path_id, "post_id")?;
    let sent: Sent = body.read("post")?;
    if sent.id != path_id {
        return Err(invalid_body_param("id").into());
    }
    let patch = PostPatch {
        message: Some(sent.message),
        props: Some(sent.props),
        file_ids: sent.file_ids.map(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect()),
        is_pinned: None,
    };
    json(&wire::post(&posts::edit_post(app.domain(), &caller, post_id, patch).await?))
}

/// What of a whole post counts.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    id: String,
    message: String,
    props: Map<String, Value>,
    file_ids: Option<Vec<String>>,
}
