use axum::extract::{Path, State};
use countersign_server_domain::reactions::{self, NewReaction};

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `DELETE /users/{user}/posts/{post}/reactions/{emoji}`
pub(super) async fn remove(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, post_id, emoji_name)): Path<(String, String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let post_id = param::id(&post_id, "post_id")?;
    reactions::remove_reaction(app.domain(), &caller, NewReaction { user_id, post_id, emoji_name }).await?;
    ok()
}
