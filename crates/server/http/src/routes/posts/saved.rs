use axum::extract::{Path, State};
use countersign_server_domain::posts::{self, SavedRequest};

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /users/{user}/posts/flagged`
pub(super) async fn saved(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    query: QueryText,
) -> Answer {
    let query = query.read();
    let request = SavedRequest {
        user_id: param::user(&caller, &user_id)?,
        team_id: param::optional(query.get("team_id"), "team_id")?,
        channel_id: param::optional(query.get("channel_id"), "channel_id")?,
        page: query::page(&query),
    };
    json(&wire::post_list(&posts::saved_posts(app.domain(), &caller, request).await?))
}
