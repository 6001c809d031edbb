use axum::extract::{Path, State};
use countersign_server_domain::teams;
use countersign_server_rules::error::known;
use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    app::App,
};

/// `GET /teams/invite/{invite}`
pub(super) async fn invite_info(State(app): State<App>, Path(invite_id): Path<String>) -> Answer {
    let team = teams::team_of_invite(app.domain(), &invite_id).await?;
    if !team.is_open {
        return Err(known::TEAM_GET_INVITE_INFO_NOT_OPEN_TEAM.into());
    }
    json(&object!({
        "id": team.id,
        "name": team.name,
        "display_name": team.display_name,
        "description": team.description,
    }))
}
