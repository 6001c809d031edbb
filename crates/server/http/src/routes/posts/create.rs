use axum::extract::State;
use countersign_primitives::TimestampMs;
use countersign_server_domain::posts::{self, NewPost};
use countersign_wire_api::PostMetadata;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    query::QueryText,
    wire,
};

/// `POST /posts`
pub(super) async fn create(State(app): State<App>, caller: SignedIn, query: QueryText, body: JsonBody) -> Answer {
    let sent: Sent = body.read("post")?;
    let new = NewPost {
        channel_id: sent.channel_id.parse().ok(),
        root_id: sent.root_id,
        message: sent.message,
        kind: sent.kind,
        props: sent.props,
        create_at: sent.create_at,
        pending_post_id: sent.pending_post_id,
        file_ids: sent.file_ids.iter().filter_map(|id| id.parse().ok()).collect(),
        priority: sent.metadata.priority.map(wire::priority),
        set_online: query.read().get("set_online") != Some("false"),
    };
    created(&wire::created_post(&posts::create_post(app.domain(), &caller, new).await?))
}

/// What of a post a client decides. Ids are unread: bad ones are refused like those of things that are not there.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    channel_id: String,
    root_id: String,
    message: String,
    create_at: TimestampMs,
    pending_post_id: String,
    file_ids: Vec<String>,
    props: Map<String, Value>,
    #[serde(rename = "type")]
    kind: String,
    metadata: PostMetadata,
}
