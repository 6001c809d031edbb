use axum::extract::{Path, State};
use countersign_server_domain::teams;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /channels/{channel}/common_teams`
pub(super) async fn common_teams(State(app): State<App>, caller: SignedIn, Path(channel_id): Path<String>) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let teams = teams::common_teams(app.domain(), &caller, channel_id).await?;
    json(&teams.iter().map(wire::team).collect::<Vec<_>>())
}
