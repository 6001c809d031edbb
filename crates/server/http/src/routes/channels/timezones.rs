use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
};

/// `GET /channels/{channel}/timezones`
pub(super) async fn timezones(State(app): State<App>, caller: SignedIn, Path(channel_id): Path<String>) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    json(&channels::channel_timezones(app.domain(), &caller, channel_id).await?)
}
