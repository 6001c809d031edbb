use axum::extract::{Path, State};
use countersign_server_domain::pictures;
use countersign_server_files::storage::StoredPath;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `DELETE /teams/{team}/image`
pub(super) async fn remove(State(app): State<App>, caller: SignedIn, Path(team_id): Path<String>) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    pictures::team_icon_changed(app.domain(), &caller, team_id, false).await?;
    app.files().store().delete(&StoredPath::team_icon(team_id)).await?;
    ok()
}
