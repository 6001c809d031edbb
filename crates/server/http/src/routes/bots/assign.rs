use axum::extract::{Path, State};
use countersign_server_domain::bots;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `POST /bots/{bot}/assign/{user}`
pub(super) async fn assign(
    State(app): State<App>,
    caller: SignedIn,
    Path((bot_id, user_id)): Path<(String, String)>,
) -> Answer {
    let bot_id = param::id(&bot_id, "bot_user_id")?;
    let user_id = param::user(&caller, &user_id)?;
    json(&wire::bot(&bots::assign_bot(app.domain(), &caller, bot_id, user_id).await?))
}
