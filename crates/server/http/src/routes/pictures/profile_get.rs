use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use countersign_server_domain::pictures;
use countersign_server_files::storage::StoredPath;

use super::avatar::{CACHED, CACHED_BRIEFLY, draw, mark, stored};
use crate::{answer::Answer, app::App, etag, identity::SignedIn, image, param};

/// `GET /users/{user}/image`
pub(super) async fn get(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let picture = pictures::profile_picture(app.domain(), &caller, user_id).await?;
    if let Some(at) = picture.uploaded_at {
        if etag::is_known(&headers, &mark(at)) {
            return etag::not_modified(&mark(at));
        }
        if let Some(bytes) = stored(&app, &StoredPath::profile_picture(user_id)).await? {
            return etag::marked(&mark(at), Ok(image::answer(bytes, CACHED)));
        }
    }
    Ok(image::answer(draw(&app, picture).await?, CACHED_BRIEFLY))
}
