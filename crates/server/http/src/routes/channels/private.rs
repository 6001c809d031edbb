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

/// `GET /teams/{team}/channels/private`
pub(super) async fn private(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    query: QueryText,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let found = channels::private_channels(app.domain(), &caller, team_id, query::page(&query.read())).await?;
    json(&found.iter().map(wire::channel).collect::<Vec<Channel>>())
}
