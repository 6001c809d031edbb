use axum::extract::{Path, State};
use countersign_server_domain::reactions;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `DELETE /users/{user}/posts/{post}/ack`
pub(super) async fn take_back(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, post_id)): Path<(String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let post_id = param::id(&post_id, "post_id")?;
    reactions::take_back_acknowledgement(app.domain(), &caller, user_id, post_id).await?;
    ok()
}
