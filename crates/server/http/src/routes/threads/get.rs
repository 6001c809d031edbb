use axum::extract::{Path, State};
use countersign_server_domain::threads;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
    routes::threads::participants,
    wire,
};

/// `GET /users/{user}/teams/{team}/threads/{thread}`
pub(super) async fn get(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, _, thread_id)): Path<(String, String, String)>,
    query: QueryText,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let root_id = param::id(&thread_id, "thread_id")?;
    let detail = participants(&query.read());
    json(&wire::thread(&threads::get_followed(app.domain(), &caller, user_id, root_id, detail).await?))
}
