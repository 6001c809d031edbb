use axum::extract::{Path, State};
use countersign_server_domain::{ports::store::TeamChange, teams};
use countersign_server_rules::error::invalid_body_param;
use serde_json::Value;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /teams/{team}/privacy`
pub(super) async fn privacy(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let members = body.members();
    let is_open = match members.get("privacy").and_then(Value::as_str) {
        Some("O") => true,
        Some("I") => false,
        _ => return Err(invalid_body_param("privacy").into()),
    };
    let change = TeamChange { is_open: Some(is_open), allow_open_invite: Some(is_open), ..TeamChange::default() };
    json(&wire::team(&teams::patch_team(app.domain(), &caller, team_id, change).await?))
}
