use axum::extract::{Path, State};
use countersign_server_domain::accounts;
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::UserPatch;
use serde::Deserialize;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
    trail::Trail,
    wire,
};

/// `PUT /users/{user}`: a whole account. What is left out of its texts is empty, what is left out of its maps stays.
pub(super) async fn update(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    trail: Trail,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let Sent { id } = body.read("user")?;
    if id != user_id.as_str() {
        return Err(invalid_body_param("user_id").into());
    }
    let updated = accounts::update_user(app.domain(), &caller, user_id, wire::profile_patch(whole(&body)?)).await?;
    trail.note(&app, &caller, "").await;
    json(&wire::seen_user(&updated))
}

fn whole(body: &JsonBody) -> Result<UserPatch, crate::failure::Failure> {
    let sent: UserPatch = body.read("user")?;
    let filled = |text: Option<String>| Some(text.unwrap_or_default());
    Ok(UserPatch {
        username: filled(sent.username),
        email: filled(sent.email),
        nickname: filled(sent.nickname),
        first_name: filled(sent.first_name),
        last_name: filled(sent.last_name),
        position: filled(sent.position),
        locale: sent.locale.filter(|locale| !locale.is_empty()),
        ..sent
    })
}

/// Whose account it is.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    id: String,
}
