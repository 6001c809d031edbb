use axum::extract::{Path, State};
use countersign_server_domain::teams;
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::ApiError;
use serde::Deserialize;
use serde_json::{Value, json as object};

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
    query::QueryText,
};

/// `POST /teams/{team}/invite/email`
pub(super) async fn invite_by_mail(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    query: QueryText,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let why_not = teams::invite_by_mail(app.domain(), &caller, team_id).await?;
    let emails: Vec<String> = body.list("emails").or_else(|_| body.read("emails").map(|sent: Sent| sent.emails))?;
    if emails.is_empty() {
        return Err(invalid_body_param("user_email").into());
    }
    if !query.read().is_true("graceful") {
        return Err(why_not.into());
    }
    let error = ApiError {
        id: why_not.id().to_owned(),
        message: why_not.message().to_owned(),
        detailed_error: String::new(),
        request_id: String::new(),
        status_code: why_not.status(),
    };
    json(&emails.iter().map(|email| object!({ "email": email, "error": error })).collect::<Vec<Value>>())
}

/// Addresses, and channels that the invited would be in.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    emails: Vec<String>,
}
