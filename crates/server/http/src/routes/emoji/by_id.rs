use axum::extract::{Path, State};
use countersign_server_domain::emoji;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /emoji/{emoji}`
pub(super) async fn by_id(State(app): State<App>, _caller: SignedIn, Path(emoji_id): Path<String>) -> Answer {
    let emoji_id = param::id(&emoji_id, "emoji_id")?;
    json(&wire::emoji(&emoji::get_emoji(app.domain(), emoji_id).await?))
}
