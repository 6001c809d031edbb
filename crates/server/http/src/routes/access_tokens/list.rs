use axum::extract::{Path, State};
use countersign_server_domain::access_tokens;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /users/{user}/tokens`
pub(super) async fn list(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    query: QueryText,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let page = query::page(&query.read());
    json(&wire::access_tokens(&access_tokens::list_tokens(app.domain(), &caller, user_id, page).await?))
}
