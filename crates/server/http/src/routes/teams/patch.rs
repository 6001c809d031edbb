use axum::extract::{Path, State};
use countersign_server_domain::{ports::store::TeamChange, teams};
use serde::Deserialize;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /teams/{team}/patch`
pub(super) async fn patch(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let sent: Sent = body.read("team")?;
    let change = TeamChange {
        display_name: sent.display_name,
        description: sent.description,
        company_name: sent.company_name,
        allowed_domains: sent.allowed_domains,
        allow_open_invite: sent.allow_open_invite,
        ..TeamChange::default()
    };
    json(&wire::team(&teams::patch_team(app.domain(), &caller, team_id, change).await?))
}

/// What of a team a client may change.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    display_name: Option<String>,
    description: Option<String>,
    company_name: Option<String>,
    allowed_domains: Option<String>,
    allow_open_invite: Option<bool>,
}
