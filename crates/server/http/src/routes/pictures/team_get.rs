use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use countersign_server_domain::pictures;
use countersign_server_files::storage::StoredPath;
use countersign_server_rules::error::known;

use super::avatar::{CACHED, mark, stored};
use crate::{answer::Answer, app::App, etag, identity::SignedIn, image, param};

/// `GET /teams/{team}/image`
pub(super) async fn get(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let at = pictures::team_icon(app.domain(), &caller, team_id).await?;
    if etag::is_known(&headers, &mark(at)) {
        return etag::not_modified(&mark(at));
    }
    let bytes = stored(&app, &StoredPath::team_icon(team_id)).await?.ok_or(known::TEAM_GET_TEAM_ICON_READ_FILE)?;
    etag::marked(&mark(at), Ok(image::answer(bytes, CACHED)))
}
