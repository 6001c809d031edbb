use axum::extract::State;
use countersign_server_domain::teams;
use countersign_server_rules::error::known;

use crate::{
    answer::{Answer, created},
    app::App,
    identity::SignedIn,
    query::QueryText,
    wire,
};

/// `POST /teams/members/invite`
pub(super) async fn join_by_invite(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    if query.get("token").is_some() {
        return Err(known::USER_CREATE_USER_SIGNUP_LINK_INVALID.into());
    }
    let invite_id = query.get("invite_id").ok_or(known::TEAM_ADD_USER_TO_TEAM_MISSING_PARAMETER)?;
    created(&wire::team_member(&teams::join_by_invite(app.domain(), &caller, invite_id).await?))
}
