use axum::extract::{Path, State};
use countersign_server_domain::hooks;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /hooks/incoming/{hook}`
pub(super) async fn by_id(State(app): State<App>, caller: SignedIn, Path(hook_id): Path<String>) -> Answer {
    let hook_id = param::id(&hook_id, "hook_id")?;
    json(&wire::hook(&hooks::get_hook(app.domain(), &caller, hook_id).await?))
}
