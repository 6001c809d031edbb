use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
};
use countersign_primitives::TeamId;
use countersign_server_domain::{
    ports::store::Page,
    posts::{self, SearchRequest},
};
use countersign_server_rules::paging::{DEFAULT_PER_PAGE, MAX_PER_PAGE};
use countersign_wire_api::PostSearchResults;
use serde::Deserialize;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /posts/search`: in all teams.
pub(super) async fn everywhere(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    search(&app, &caller, None, &body).await
}

/// `POST /teams/{team}/posts/search`
pub(super) async fn in_team(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    search(&app, &caller, Some(team_id), &body).await
}

async fn search(app: &App, caller: &SignedIn, team_id: Option<TeamId>, body: &JsonBody) -> Answer {
    let sent: Sent = body.read("search_params")?;
    let size = sent.per_page.unwrap_or(DEFAULT_PER_PAGE).min(MAX_PER_PAGE);
    let request = SearchRequest {
        team_id,
        terms: sent.terms,
        any: sent.is_or_search,
        with_archived: sent.include_deleted_channels,
        time_zone_offset_secs: sent.time_zone_offset.clamp(-MAX_OFFSET_SECS, MAX_OFFSET_SECS),
        page: Page { number: sent.page, size: u32::try_from(size).unwrap_or(u32::MAX) },
    };
    let list = wire::post_list(&posts::search_posts(app.domain(), caller, request).await?);
    let mut answer = json(&PostSearchResults { list, matches: None })?;
    let never = HeaderValue::from_static("no-cache, no-store, must-revalidate");
    answer.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(answer)
}

/// No clock is further from UTC than a day.
const MAX_OFFSET_SECS: i64 = 86_400;

/// What is searched.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    terms: String,
    is_or_search: bool,
    include_deleted_channels: bool,
    time_zone_offset: i64,
    page: u32,
    per_page: Option<usize>,
}
