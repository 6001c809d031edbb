use axum::extract::{Path, State};
use countersign_server_domain::{channels, ports::store::Page};
use countersign_wire_api::Channel;
use serde_json::Value;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /teams/{team}/channels/search_archived`
pub(super) async fn search_archived(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let members = body.members();
    let term = members.get("term").and_then(Value::as_str).unwrap_or_default();
    let page = Page { number: 0, size: 100 };
    let found = channels::archived_channels(app.domain(), &caller, team_id, term, page).await?;
    json(&found.iter().map(wire::channel).collect::<Vec<Channel>>())
}
