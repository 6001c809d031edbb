use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /channels/{channel}/members/{user}`
pub(super) async fn member(
    State(app): State<App>,
    caller: SignedIn,
    Path((channel_id, user_id)): Path<(String, String)>,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let user_id = param::user(&caller, &user_id)?;
    json(&wire::channel_member(&channels::get_member(app.domain(), &caller, channel_id, user_id).await?))
}
