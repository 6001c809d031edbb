use axum::extract::State;
use countersign_server_domain::accounts;
use countersign_server_rules::error::invalid_body_param;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    query::{self, QueryText},
    wire,
};

/// `POST /users/ids`
pub(super) async fn by_ids(State(app): State<App>, caller: SignedIn, query: QueryText, body: JsonBody) -> Answer {
    let ids = body.ids("user_ids")?;
    let query = query.read();
    let since = query::time(&query, "since");
    if since.is_none() && query.get("since").is_some() {
        return Err(invalid_body_param("since").into());
    }
    let since = since.filter(|since| !since.is_zero());
    json(&wire::users(&accounts::users_by_ids(app.domain(), &caller, &ids, since).await?))
}
