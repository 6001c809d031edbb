use axum::extract::{Path, State};
use countersign_server_domain::posts;
use countersign_server_rules::error::known;

use crate::{answer::Answer, app::App, identity::SignedIn, param};

/// `DELETE /posts/{post}/burn`: there are no posts that burn.
pub(super) async fn burn(State(app): State<App>, caller: SignedIn, Path(post_id): Path<String>) -> Answer {
    posts::get_post(app.domain(), &caller, param::id(&post_id, "post_id")?).await?;
    Err(known::POST_BURN_POST_NOT_BURN_ON_READ.into())
}
