use axum::extract::{Path, State};
use countersign_server_domain::hooks;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `DELETE /hooks/incoming/{hook}`
pub(super) async fn delete(State(app): State<App>, caller: SignedIn, Path(hook_id): Path<String>) -> Answer {
    let hook_id = param::id(&hook_id, "hook_id")?;
    hooks::delete_hook(app.domain(), &caller, hook_id).await?;
    ok()
}
