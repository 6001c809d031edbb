use axum::extract::{Path, State};
use countersign_server_domain::teams;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `POST /teams/{team}/regenerate_invite_id`
pub(super) async fn regenerate_invite_id(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    json(&wire::team(&teams::renew_invite(app.domain(), &caller, team_id).await?))
}
