use axum::extract::{Path, State};
use countersign_server_domain::channels::{self, ChannelPatch};
use countersign_server_rules::error::known;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /channels/{channel}/patch`
pub(super) async fn patch(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let sent: Sent = body.read("channel")?;
    if sent.banner_info.is_some() {
        return Err(known::LICENSE_ERROR_FEATURE_UNAVAILABLE_SPECIFIC.into());
    }
    let patch =
        ChannelPatch { name: sent.name, display_name: sent.display_name, header: sent.header, purpose: sent.purpose };
    json(&wire::channel(&channels::patch_channel(app.domain(), &caller, channel_id, patch).await?))
}

/// What of a channel a client may change.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    name: Option<String>,
    display_name: Option<String>,
    header: Option<String>,
    purpose: Option<String>,
    banner_info: Option<Value>,
}
