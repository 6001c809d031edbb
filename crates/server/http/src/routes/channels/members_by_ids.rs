use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /channels/{channel}/members/ids`
pub(super) async fn members_by_ids(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let users = body.ids("user_ids")?;
    json(&wire::members(&channels::members_by_ids(app.domain(), &caller, channel_id, &users).await?))
}
