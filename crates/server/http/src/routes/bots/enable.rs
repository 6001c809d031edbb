use axum::extract::{Path, State};
use countersign_server_domain::bots;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `POST /bots/{bot}/enable`
pub(super) async fn enable(State(app): State<App>, caller: SignedIn, Path(bot_id): Path<String>) -> Answer {
    switch(&app, &caller, &bot_id, true).await
}

/// `POST /bots/{bot}/disable`
pub(super) async fn disable(State(app): State<App>, caller: SignedIn, Path(bot_id): Path<String>) -> Answer {
    switch(&app, &caller, &bot_id, false).await
}

async fn switch(app: &App, caller: &SignedIn, bot_id: &str, enabled: bool) -> Answer {
    let bot_id = param::id(bot_id, "bot_user_id")?;
    json(&wire::bot(&*bots::enable_bot(app.domain(), caller, bot_id, enabled).await?))
}
