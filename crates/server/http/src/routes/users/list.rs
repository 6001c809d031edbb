use axum::extract::State;
use countersign_server_domain::{
    accounts::{self, ListQuery},
    ports::store::UserScope,
};

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /users`
pub(super) async fn list(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    let scope = UserScope {
        in_team: param::optional(query.get("in_team"), "team_id")?,
        not_in_team: param::optional(query.get("not_in_team"), "team_id")?,
        in_channel: param::optional(query.get("in_channel"), "channel_id")?,
        not_in_channel: param::optional(query.get("not_in_channel"), "channel_id")?,
        without_team: query.is_true("without_team"),
    };
    let active = match (query.is_true("active"), query.is_true("inactive")) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    let role = query.get("role").map(str::to_owned);
    let asked = ListQuery { scope, active, role, page: query::page(&query) };
    json(&wire::users(&accounts::list_users(app.domain(), &caller, asked).await?))
}
