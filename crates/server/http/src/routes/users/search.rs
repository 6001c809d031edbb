use axum::extract::State;
use countersign_server_domain::{
    accounts::{self, SearchQuery},
    ports::store::UserScope,
};
use countersign_server_rules::{error::invalid_body_param, paging};
use countersign_wire_api::UserSearchRequest;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /users/search`
pub(super) async fn search(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let asked: UserSearchRequest = body.read("props")?;
    if asked.not_in_channel_id.is_some() && asked.team_id.is_none() {
        return Err(invalid_body_param("team_id").into());
    }
    let limit = paging::limit(Some(asked.limit), 100, 1000);
    let query = SearchQuery {
        term: asked.term,
        scope: UserScope {
            in_team: asked.team_id,
            not_in_team: asked.not_in_team_id,
            in_channel: asked.in_channel_id,
            not_in_channel: asked.not_in_channel_id,
            without_team: asked.without_team,
        },
        allow_inactive: asked.allow_inactive,
        roles: Some(asked.role).filter(|role| !role.is_empty()).into_iter().chain(asked.roles).collect(),
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
    };
    json(&wire::users(&accounts::search_users(app.domain(), &caller, query).await?))
}
