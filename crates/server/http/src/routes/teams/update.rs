use axum::extract::{Path, State};
use countersign_server_domain::{ports::store::TeamChange, teams};
use countersign_server_rules::error::invalid_body_param;
use serde::Deserialize;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /teams/{team}`: a whole team. Its name in addresses and its kind stay.
pub(super) async fn update(
    State(app): State<App>,
    caller: SignedIn,
    Path(path_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&path_id, "team_id")?;
    let sent: Sent = body.read("team")?;
    if sent.id != path_id {
        return Err(invalid_body_param("id").into());
    }
    let change = TeamChange {
        display_name: Some(sent.display_name),
        description: Some(sent.description),
        company_name: Some(sent.company_name),
        allowed_domains: Some(sent.allowed_domains),
        allow_open_invite: Some(sent.allow_open_invite),
        ..TeamChange::default()
    };
    json(&wire::team(&teams::patch_team(app.domain(), &caller, team_id, change).await?))
}

/// What of a whole team counts.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    id: String,
    display_name: String,
    description: String,
    company_name: String,
    allowed_domains: String,
    allow_open_invite: bool,
}
