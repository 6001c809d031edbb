use axum::extract::{Path, Request, State};
use countersign_server_domain::pictures;
use countersign_server_files::storage::StoredPath;
use countersign_server_rules::error::known;

use super::avatar::{Refusals, store};
use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `POST /teams/{team}/image`
pub(super) async fn set(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    request: Request,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    pictures::check_team_icon(app.domain(), &caller, team_id).await?;
    let refusals = Refusals {
        none: known::TEAM_SET_TEAM_ICON_NO_FILE,
        too_large: known::TEAM_SET_TEAM_ICON_TOO_LARGE,
        bad: known::TEAM_SET_TEAM_ICON_CHECK_IMAGE_LIMITS,
    };
    store(&app, request, &StoredPath::team_icon(team_id), refusals).await?;
    pictures::team_icon_changed(app.domain(), &caller, team_id, true).await?;
    ok()
}
