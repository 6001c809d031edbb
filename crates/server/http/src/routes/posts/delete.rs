use axum::extract::{Path, State};
use countersign_server_domain::posts;
use countersign_server_rules::error::known;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
};

/// `DELETE /posts/{post}`
pub(super) async fn delete(
    State(app): State<App>,
    caller: SignedIn,
    Path(post_id): Path<String>,
    query: QueryText,
) -> Answer {
    let post_id = param::id(&post_id, "post_id")?;
    if query.read().is_true("permanent") {
        return Err(known::POST_DELETE_POST_NOT_ENABLED.into());
    }
    posts::delete_post(app.domain(), &caller, post_id).await?;
    ok()
}
