use axum::extract::{Path, State};
use countersign_server_domain::channels;
use countersign_wire_api::Channel;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /teams/{team}/channels/deleted`
pub(super) async fn archived(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    query: QueryText,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let page = query::page(&query.read());
    let found = channels::archived_channels(app.domain(), &caller, team_id, "", page).await?;
    json(&found.iter().map(wire::channel).collect::<Vec<Channel>>())
}
