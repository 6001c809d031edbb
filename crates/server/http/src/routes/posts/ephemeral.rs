use axum::extract::State;
use countersign_server_domain::posts;
use countersign_server_rules::error::invalid_body_param;
use serde::Deserialize;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /posts/ephemeral`
pub(super) async fn ephemeral(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let asked: Asked = body.read("post")?;
    let to = asked.user_id.parse().map_err(|_| invalid_body_param("user_id"))?;
    let channel_id = asked.post.channel_id.parse().map_err(|_| invalid_body_param("channel_id"))?;
    let post = posts::create_ephemeral(app.domain(), &caller, to, channel_id, asked.post.message).await?;
    created(&wire::post(&post))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    user_id: String,
    post: Sent,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    channel_id: String,
    message: String,
}
