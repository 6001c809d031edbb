use axum::extract::{Path, State};
use countersign_server_domain::channels;
use countersign_server_rules::{channel::ChannelKind, error::invalid_body_param};
use serde_json::Value;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /channels/{channel}/privacy`
pub(super) async fn privacy(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let members = body.members();
    let kind = members.get("privacy").and_then(Value::as_str).and_then(ChannelKind::parse);
    let kind = kind.filter(|kind| !kind.is_direct_or_group()).ok_or_else(|| invalid_body_param("privacy"))?;
    json(&wire::channel(&channels::convert_channel(app.domain(), &caller, channel_id, kind).await?))
}
