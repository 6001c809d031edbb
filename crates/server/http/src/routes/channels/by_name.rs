use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
    wire,
};

/// `GET /teams/{team}/channels/name/{name}`
pub(super) async fn by_name(
    State(app): State<App>,
    caller: SignedIn,
    Path((team_id, name)): Path<(String, String)>,
    query: QueryText,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let deleted_too = query.read().is_true("include_deleted");
    json(&wire::channel(&channels::get_channel_by_name(app.domain(), &caller, team_id, &name, deleted_too).await?))
}
