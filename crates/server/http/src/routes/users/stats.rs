use axum::extract::State;
use countersign_server_domain::{
    accounts::{self, CountQuery},
    ports::store::UserScope,
};
use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
};

/// `GET /users/stats`
pub(super) async fn stats(State(app): State<App>, _: SignedIn) -> Answer {
    answer(accounts::count_active_users(app.domain()).await?)
}

/// `GET /users/stats/filtered`
pub(super) async fn filtered(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    let asked = CountQuery {
        scope: UserScope {
            in_team: param::optional(query.get("in_team"), "team_id")?,
            in_channel: param::optional(query.get("in_channel"), "channel_id")?,
            ..UserScope::default()
        },
        with_inactive: query.is_true("include_deleted"),
        with_bots: query.is_true("include_bots"),
        roles: query.list("roles"),
    };
    answer(accounts::count_users(app.domain(), &caller, asked).await?)
}

fn answer(count: i64) -> Answer {
    json(&object!({ "total_users_count": count }))
}
