use axum::extract::State;
use countersign_server_domain::teams::{self, NewTeamRequest};
use countersign_wire_api::CreateTeamRequest;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /teams`
pub(super) async fn create(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let asked: CreateTeamRequest = body.read("team")?;
    let new = NewTeamRequest {
        name: asked.name,
        display_name: asked.display_name,
        kind: asked.kind,
        description: asked.description,
        company_name: asked.company_name,
        allowed_domains: asked.allowed_domains,
        allow_open_invite: asked.allow_open_invite,
    };
    created(&wire::team(&teams::create_team(app.domain(), &caller, new).await?))
}
