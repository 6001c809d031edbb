use axum::extract::{Path, State};
use countersign_primitives::FileId;
use countersign_server_domain::files;
use countersign_server_files::public_link::public_link_hash;
use serde_json::json;

use crate::{
    answer::{self, Answer},
    app::App,
    identity::SignedIn,
    param,
};

/// `GET /files/{file}/link`
pub(super) async fn link(State(app): State<App>, caller: SignedIn, Path(file_id): Path<String>) -> Answer {
    let file_id: FileId = param::id(&file_id, "file_id")?;
    files::check_public_link(app.domain(), &caller, file_id).await?;
    let hash = public_link_hash(&app.domain().identity().public_link_secret, file_id);
    let settings = app.domain().settings();
    let site = settings.service_settings.site_url.trim_end_matches('/');
    answer::json(&json!({ "link": format!("{site}/files/{file_id}/public?h={hash}") }))
}
