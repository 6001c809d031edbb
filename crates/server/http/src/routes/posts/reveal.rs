use axum::extract::{Path, State};
use countersign_server_domain::posts;
use countersign_server_rules::error::known;

use crate::{answer::Answer, app::App, identity::SignedIn, param};

/// `GET /posts/{post}/reveal`: there are no posts that hide what they say.
pub(super) async fn reveal(State(app): State<App>, caller: SignedIn, Path(post_id): Path<String>) -> Answer {
    let view = posts::get_post(app.domain(), &caller, param::id(&post_id, "post_id")?).await?;
    let is_own = view.post.user_id == caller.user_id();
    let own = known::POST_REVEAL_POST_CANNOT_REVEAL_OWN_POST;
    Err(if is_own { own } else { known::POST_REVEAL_POST_NOT_BURN_ON_READ }.into())
}
