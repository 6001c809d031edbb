use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `POST /channels/{channel}/restore`
pub(super) async fn restore(State(app): State<App>, caller: SignedIn, Path(channel_id): Path<String>) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    json(&wire::channel(&channels::restore_channel(app.domain(), &caller, channel_id).await?))
}
