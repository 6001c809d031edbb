use axum::extract::{Path, State};
use countersign_server_domain::statuses;
use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/status`
pub(super) async fn get(State(app): State<App>, caller: SignedIn, Path(user_id): Path<String>) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    if !statuses::are_kept(app.domain()) {
        return json(&object!({
            "user_id": "", "status": "", "manual": false, "last_activity_at": 0, "dnd_end_time": 0,
        }));
    }
    json(&wire::status(&statuses::get_status(app.domain(), user_id).await?))
}
