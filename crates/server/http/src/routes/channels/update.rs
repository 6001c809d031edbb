use axum::extract::{Path, State};
use countersign_server_domain::channels::{self, ChannelPatch};
use countersign_server_rules::error::invalid_body_param;
use serde::Deserialize;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /channels/{channel}`
pub(super) async fn update(
    State(app): State<App>,
    caller: SignedIn,
    Path(path_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let channel_id = param::id(&path_id, "channel_id")?;
    let sent: Sent = body.read("channel")?;
    if sent.id != path_id {
        return Err(invalid_body_param("channel_id").into());
    }
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    let patch = ChannelPatch {
        name: filled(sent.name),
        display_name: filled(sent.display_name),
        header: Some(sent.header),
        purpose: Some(sent.purpose),
    };
    json(&wire::channel(&channels::replace_channel(app.domain(), &caller, channel_id, patch).await?))
}

/// What of a whole channel counts; names that are left out stay.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    id: String,
    name: String,
    display_name: String,
    header: String,
    purpose: String,
}
