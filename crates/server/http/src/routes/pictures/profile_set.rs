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

/// `POST /users/{user}/image`
pub(super) async fn set(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    request: Request,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    pictures::check_profile_picture(app.domain(), &caller, user_id).await?;
    let refusals = Refusals {
        none: known::USER_UPLOAD_PROFILE_USER_NO_FILE,
        too_large: known::USER_UPLOAD_PROFILE_USER_TOO_LARGE,
        bad: known::USER_UPLOAD_PROFILE_USER_CHECK_IMAGE_LIMITS,
    };
    store(&app, request, &StoredPath::profile_picture(user_id), refusals).await?;
    pictures::profile_picture_changed(app.domain(), &caller, user_id, true).await?;
    ok()
}
