use axum::extract::{Path, State};
use countersign_server_domain::emoji;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    wire,
};

/// `GET /emoji/name/{name}`
pub(super) async fn by_name(State(app): State<App>, _caller: SignedIn, Path(name): Path<String>) -> Answer {
    json(&wire::emoji(&emoji::get_emoji_by_name(app.domain(), &name).await?))
}
