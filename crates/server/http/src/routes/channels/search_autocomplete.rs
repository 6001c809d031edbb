use axum::extract::{Path, State};
use countersign_server_domain::channels;
use countersign_wire_api::Channel;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
    wire,
};

/// `GET /teams/{team}/channels/search_autocomplete`
pub(super) async fn search_autocomplete(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    query: QueryText,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let query = query.read();
    let term = query.get("name").unwrap_or_default();
    let found = channels::autocomplete_channels(app.domain(), &caller, team_id, term, true).await?;
    json(&found.iter().map(wire::channel).collect::<Vec<Channel>>())
}
