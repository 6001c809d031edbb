use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/channels/{channel}/unread`
pub(super) async fn unread(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, channel_id)): Path<(String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let channel_id = param::id(&channel_id, "channel_id")?;
    json(&wire::channel_unread(&channels::channel_unread(app.domain(), &caller, user_id, channel_id).await?))
}
