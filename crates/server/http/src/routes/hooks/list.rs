use axum::extract::State;
use countersign_server_domain::hooks::{self, ListHooks};
use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /hooks/incoming`
pub(super) async fn list(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    let list = ListHooks {
        team_id: param::optional(query.get("team_id"), "team_id")?,
        page: query::page(&query),
        with_total: query.is_true("include_total_count"),
    };
    let listed = hooks::list_hooks(app.domain(), &caller, list).await?;
    let found = wire::hooks(&listed.hooks);
    match listed.total {
        Some(total) => json(&object!({ "incoming_webhooks": found, "total_count": total })),
        None => json(&found),
    }
}
