use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    query::QueryText,
    wire,
};

/// `GET /teams/name/{team}/channels/name/{name}`
pub(super) async fn by_names(
    State(app): State<App>,
    caller: SignedIn,
    Path((team, name)): Path<(String, String)>,
    query: QueryText,
) -> Answer {
    let deleted_too = query.read().is_true("include_deleted");
    json(&wire::channel(&channels::get_channel_by_names(app.domain(), &caller, &team, &name, deleted_too).await?))
}
