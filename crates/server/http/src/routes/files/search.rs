use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
};
use countersign_primitives::TeamId;
use countersign_server_domain::files;
use countersign_server_rules::error::known;
use countersign_wire_api::FileInfoList;

use crate::{
    answer::{Answer, json},
    app::App,
    body::{JsonBody, SearchBody},
    identity::SignedIn,
    param, wire,
};

/// `POST /files/search`: in all teams.
pub(super) async fn everywhere(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    search(&app, &caller, None, &body).await
}

/// `POST /teams/{team}/files/search`
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
    let sent = body.read::<SearchBody>("").map_err(|_| known::POST_SEARCH_FILES_INVALID_BODY)?;
    let request = sent.request(team_id);
    let found = files::search_files(app.domain(), caller, request).await?;
    let list = FileInfoList {
        order: found.iter().map(|file| file.id).collect(),
        file_infos: found.iter().map(|file| (file.id, wire::file(file))).collect(),
        ..FileInfoList::default()
    };
    let mut answer = json(&list)?;
    let never = HeaderValue::from_static("no-cache, no-store, must-revalidate");
    answer.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(answer)
}
