use axum::extract::{Path, State};
use countersign_server_domain::pictures;
use countersign_server_files::storage::StoredPath;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `DELETE /users/{user}/image`
pub(super) async fn reset(State(app): State<App>, caller: SignedIn, Path(user_id): Path<String>) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    pictures::profile_picture_changed(app.domain(), &caller, user_id, false).await?;
    app.files().store().delete(&StoredPath::profile_picture(user_id)).await?;
    ok()
}
