use axum::extract::State;
use countersign_server_domain::emoji;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /emoji/names`
pub(super) async fn by_names(State(app): State<App>, _caller: SignedIn, body: JsonBody) -> Answer {
    let names = body.texts("names")?;
    json(&wire::emoji_list(&emoji::emoji_by_names(app.domain(), &names).await?))
}
