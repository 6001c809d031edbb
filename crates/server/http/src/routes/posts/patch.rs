use axum::extract::{Path, State};
use countersign_server_domain::posts::{self, PostPatch};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /posts/{post}/patch`
pub(super) async fn patch(
    State(app): State<App>,
    caller: SignedIn,
    Path(post_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let post_id = param::id(&post_id, "post_id")?;
    let sent: Sent = body.read("post")?;
    let patch = PostPatch {
        message: sent.message,
        props: sent.props,
        file_ids: sent.file_ids.map(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect()),
        is_pinned: sent.is_pinned,
    };
    json(&wire::post(&posts::edit_post(app.domain(), &caller, post_id, patch).await?))
}

/// What of a post a client may change.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    message: Option<String>,
    props: Option<Map<String, Value>>,
    file_ids: Option<Vec<String>>,
    is_pinned: Option<bool>,
}
