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

/// `GET /channels/{channel}/stats`
pub(super) async fn stats(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    query: QueryText,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let with_files = !query.read().is_true("exclude_files_count");
    json(&wire::stats(&channels::channel_stats(app.domain(), &caller, channel_id, with_files).await?))
}
