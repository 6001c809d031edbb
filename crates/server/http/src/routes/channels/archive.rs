use axum::extract::{Path, State};
use countersign_server_domain::channels;
use countersign_server_rules::error::known;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
};

/// `DELETE /channels/{channel}`
pub(super) async fn archive(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    query: QueryText,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    if query.read().is_true("permanent") {
        return Err(known::CHANNEL_DELETE_CHANNEL_NOT_ENABLED.into());
    }
    channels::archive_channel(app.domain(), &caller, channel_id).await?;
    ok()
}
