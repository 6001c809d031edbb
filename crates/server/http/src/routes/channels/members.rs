use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /channels/{channel}/members`
pub(super) async fn members(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    query: QueryText,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let page = query::page(&query.read());
    json(&wire::members(&channels::list_members(app.domain(), &caller, channel_id, page).await?))
}
