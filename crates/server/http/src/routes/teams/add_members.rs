use axum::extract::{Path, State};
use countersign_primitives::{TeamId, UserId};
use countersign_server_domain::{error::Error, teams};
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::ApiError;
use serde::Deserialize;
use serde_json::{Value, json as object};

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    failure::Failure,
    identity::SignedIn,
    param,
    query::QueryText,
    wire,
};

/// `POST /teams/{team}/members/batch`
pub(super) async fn add_members(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    query: QueryText,
    body: JsonBody,
) -> Answer {
    let team_id: TeamId = param::id(&team_id, "team_id")?;
    let graceful = query.read().is_true("graceful");
    let sent: Vec<Sent> = body.list("team_members")?;
    if sent.is_empty() || sent.len() > MOST {
        return Err(invalid_body_param("team_members").into());
    }
    if sent.iter().any(|sent| sent.team_id != team_id) {
        return Err(invalid_body_param("team_id").into());
    }
    teams::check_candidates(app.domain(), sent.iter().map(|sent| sent.user_id)).await?;
    let mut answers: Vec<Value> = Vec::with_capacity(sent.len());
    for Sent { user_id, .. } in sent {
        match teams::add_member(app.domain(), &caller, team_id, user_id).await {
            Ok(member) if graceful => {
                answers.push(object!({ "user_id": user_id, "member": wire::team_member(&member), "error": null }));
            }
            Ok(member) => answers.push(object!(wire::team_member(&member))),
            // Who may not add anybody is told so at once.
            Err(error) if graceful && error.refusal().is_some_and(|refusal| refusal.status() != 403) => {
                answers.push(object!({ "user_id": user_id, "member": null, "error": told(&error) }));
            }
            Err(error) => return Err(Failure::from(error)),
        }
    }
    created(&answers)
}

/// Why one of them was not added.
fn told(error: &Error) -> Option<ApiError> {
    let refusal = error.refusal()?;
    Some(ApiError {
        id: refusal.id().to_owned(),
        message: refusal.message().to_owned(),
        detailed_error: String::new(),
        request_id: String::new(),
        status_code: refusal.status(),
    })
}

/// Most members added at once.
const MOST: usize = 256;

/// Whom to add.
#[derive(Deserialize)]
struct Sent {
    team_id: TeamId,
    user_id: UserId,
}
