use axum::extract::{Path, State};
use countersign_primitives::ChannelId;
use countersign_server_domain::channels;
use countersign_server_rules::error::{invalid_body_param, invalid_url_param};
use serde::Deserialize;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
    query::QueryText,
    wire,
};

/// `POST /channels/{channel}/convert_to_channel`
pub(super) async fn convert_group(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    query: QueryText,
    body: JsonBody,
) -> Answer {
    let channel_id: ChannelId = param::id(&channel_id, "channel_id")?;
    let asked: Asked = body.read("body")?;
    if asked.channel_id != channel_id.as_str() {
        return Err(invalid_body_param("channel_id").into());
    }
    let query = query.read();
    let in_address = query.get("team-id").filter(|id| *id != asked.team_id);
    if in_address.is_some() {
        return Err(invalid_url_param("team-id").into());
    }
    let team_id = asked.team_id.parse().map_err(|_| invalid_body_param("team_id"))?;
    let state =
        channels::convert_group(app.domain(), &caller, channel_id, team_id, asked.name, asked.display_name).await?;
    json(&wire::channel(&state))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    team_id: String,
    channel_id: String,
    name: String,
    display_name: String,
}
