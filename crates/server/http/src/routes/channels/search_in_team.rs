use axum::extract::{Path, State};
use countersign_server_domain::channels;
use countersign_wire_api::Channel;
use serde_json::Value;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /teams/{team}/channels/search`
pub(super) async fn search_in_team(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let members = body.members();
    let term = members.get("term").and_then(Value::as_str).unwrap_or_default();
    let found = channels::search_team_channels(app.domain(), &caller, team_id, term).await?;
    json(&found.iter().map(wire::channel).collect::<Vec<Channel>>())
}
