use axum::extract::{Path, State};
use countersign_server_domain::pictures;

use super::avatar::{CACHED, draw};
use crate::{answer::Answer, app::App, identity::SignedIn, image, param};

/// `GET /users/{user}/image/default`: the picture the user would have without an own one.
pub(super) async fn default(State(app): State<App>, caller: SignedIn, Path(user_id): Path<String>) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let picture = pictures::profile_picture(app.domain(), &caller, user_id).await?;
    Ok(image::answer(draw(&app, picture).await?, CACHED))
}
