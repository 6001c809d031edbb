use axum::extract::{Path, State};
use countersign_server_domain::channels;
use countersign_wire_api::Channel;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /teams/{team}/channels/ids`
pub(super) async fn by_ids(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let ids = body.ids("channel_ids")?;
    let found = channels::channels_by_ids(app.domain(), &caller, team_id, &ids).await?;
    json(&found.iter().map(wire::channel).collect::<Vec<Channel>>())
}
