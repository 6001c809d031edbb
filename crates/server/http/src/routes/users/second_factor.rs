use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
};
use countersign_server_domain::accounts;
use countersign_server_files::picture::qr_code;
use countersign_server_rules::error::invalid_body_param;
use serde_json::{Value, json as object};

use crate::{
    answer::{Answer, json, ok},
    app::App,
    body::JsonBody,
    failure::Failure,
    identity::SignedIn,
    param,
    trail::Trail,
};

/// `POST /users/{user}/mfa/generate`
pub(super) async fn generate(State(app): State<App>, caller: SignedIn, Path(user_id): Path<String>) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let offered = accounts::offer_factor(app.domain(), &caller, user_id).await?;
    let picture = qr_code(offered.address.expose()).ok_or_else(Failure::unprintable)?;
    let mut answer = json(&object!({ "secret": offered.secret.expose(), "qr_code": picture }))?;
    // Nobody between here and the app keeps a secret.
    for (name, value) in [(header::CACHE_CONTROL, "no-cache"), (header::EXPIRES, "0"), (header::PRAGMA, "no-cache")] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(answer)
}

/// `PUT /users/{user}/mfa`
pub(super) async fn set(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    trail: Trail,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let members = body.members();
    let activate = members.get("activate").and_then(Value::as_bool);
    if activate.ok_or_else(|| invalid_body_param("activate"))? {
        let code = members.get("code").and_then(Value::as_str).filter(|code| !code.is_empty());
        let code = code.ok_or_else(|| invalid_body_param("code"))?;
        accounts::activate_factor(app.domain(), &caller, user_id, code).await?;
        trail.note(&app, &caller, "success - mfa activated").await;
    } else {
        accounts::remove_factor(app.domain(), &caller, user_id).await?;
        trail.note(&app, &caller, "success - mfa deactivated").await;
    }
    ok()
}
