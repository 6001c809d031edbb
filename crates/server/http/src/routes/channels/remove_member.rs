use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `DELETE /channels/{channel}/members/{user}`
pub(super) async fn remove_member(
    State(app): State<App>,
    caller: SignedIn,
    Path((channel_id, user_id)): Path<(String, String)>,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let user_id = param::user(&caller, &user_id)?;
    channels::remove_member(app.domain(), &caller, channel_id, user_id).await?;
    ok()
}
