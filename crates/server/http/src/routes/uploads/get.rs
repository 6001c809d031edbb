use axum::extract::{Path, State};
use countersign_server_domain::uploads;

use super::wire;
use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
};

/// `GET /uploads/{upload}`
pub(super) async fn get(State(app): State<App>, caller: SignedIn, Path(upload_id): Path<String>) -> Answer {
    let upload_id = param::id(&upload_id, "upload_id")?;
    json(&wire(&uploads::get_upload(app.domain(), &caller, upload_id).await?))
}
