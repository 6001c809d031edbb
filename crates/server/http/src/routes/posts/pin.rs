use axum::extract::{Path, State};
use countersign_server_domain::posts;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `POST /posts/{post}/pin`
pub(super) async fn pin(State(app): State<App>, caller: SignedIn, Path(post_id): Path<String>) -> Answer {
    posts::pin_post(app.domain(), &caller, param::id(&post_id, "post_id")?, true).await?;
    ok()
}

/// `POST /posts/{post}/unpin`
pub(super) async fn unpin(State(app): State<App>, caller: SignedIn, Path(post_id): Path<String>) -> Answer {
    posts::pin_post(app.domain(), &caller, param::id(&post_id, "post_id")?, false).await?;
    ok()
}
