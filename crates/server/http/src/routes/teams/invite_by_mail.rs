use axum::extract::{Path, State};
use countersign_server_domain::teams;
use countersign_server_rules::error::{RuleError, invalid_body_param, known};
use serde::Deserialize;
use serde_json::{Value, json as object};

use crate::{
    answer::{Answer, json, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
    query::QueryText,
};

/// `POST /teams/{team}/invite/email`: addresses, alone or with channels, which are passed over. With `graceful` each
/// address has its own answer; without it the first that fails is the answer.
pub(super) async fn invite_by_mail(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    query: QueryText,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let asked: Asked = body.value().ok_or_else(|| invalid_body_param("user_email"))?;
    let (Asked::Emails(emails) | Asked::Whole { emails }) = asked;
    let invited = teams::invite_by_mail(app.domain(), &caller, team_id, emails).await?;
    if query.read().is_true("graceful") {
        let line = |one: &teams::Invited| object!({ "email": one.email, "error": one.refusal.as_ref().map(error) });
        return json(&invited.iter().map(line).collect::<Vec<Value>>());
    }
    match invited.into_iter().find_map(|one| one.refusal) {
        Some(refusal) if refusal == known::TEAM_INVITE_MEMBERS_UNABLE_TO_SEND_EMAIL_WITH_DEFAULTS => {
            Err(known::TEAM_INVITE_MEMBERS_DISABLED.into())
        }
        Some(refusal) => Err(refusal.into()),
        None => ok(),
    }
}

fn error(refusal: &RuleError) -> Value {
    object!({
        "id": refusal.id(), "message": refusal.message(), "detailed_error": "", "status_code": refusal.status(),
    })
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Asked {
    Emails(Vec<String>),
    Whole { emails: Vec<String> },
}
