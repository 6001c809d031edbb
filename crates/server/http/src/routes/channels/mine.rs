use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use countersign_primitives::{TeamId, TimestampMs};
use countersign_server_domain::channels;
use countersign_server_rules::paging::Query;
use countersign_wire_api::Channel;

use crate::{
    answer::{Answer, json},
    app::App,
    etag,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /users/{user}/teams/{team}/channels`
pub(super) async fn in_team(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id)): Path<(String, String)>,
    query: QueryText,
    headers: HeaderMap,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id: TeamId = param::id(&team_id, "team_id")?;
    let deleted = deleted_since(&query.read());
    let found = channels::my_channels(app.domain(), &caller, user_id, Some(team_id), deleted).await?;
    let list = || json(&found.iter().map(wire::channel).collect::<Vec<Channel>>());
    etag::answer(&headers, &etag::channels(&found), list)
}

/// `GET /users/{user}/channels`
pub(super) async fn everywhere(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    query: QueryText,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let deleted = deleted_since(&query.read());
    let found = channels::my_channels(app.domain(), &caller, user_id, None, deleted).await?;
    json(&found.iter().map(wire::channel).collect::<Vec<Channel>>())
}

/// With `include_deleted`, those archived after `last_delete_at`.
fn deleted_since(query: &Query<'_>) -> Option<TimestampMs> {
    query.is_true("include_deleted").then(|| query::time(query, "last_delete_at").unwrap_or_default())
}
