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

/// What stands for a number nobody asked for.
const NOT_COUNTED: i64 = -1;

/// `GET /channels/{channel}/stats`
pub(super) async fn stats(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    query: QueryText,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let mut stats = wire::stats(&channels::channel_stats(app.domain(), &caller, channel_id).await?);
    if query.read().is_true("exclude_files_count") {
        stats.files_count = NOT_COUNTED;
    }
    json(&stats)
}
