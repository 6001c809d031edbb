use axum::extract::{Path, State};
use countersign_server_domain::bots;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
    wire,
};

/// `GET /bots/{bot}`
pub(super) async fn by_id(
    State(app): State<App>,
    caller: SignedIn,
    Path(bot_id): Path<String>,
    query: QueryText,
) -> Answer {
    let bot_id = param::id(&bot_id, "bot_user_id")?;
    let include_deleted = query.read().get("include_deleted") == Some("true");
    json(&wire::bot(&*bots::get_bot(app.domain(), &caller, bot_id, include_deleted).await?))
}
