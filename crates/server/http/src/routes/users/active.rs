use axum::extract::{Path, State};
use countersign_server_domain::accounts;
use countersign_wire_api::UpdateActiveRequest;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
    trail::Trail,
};

/// `PUT /users/{user}/active`
pub(super) async fn active(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    trail: Trail,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let UpdateActiveRequest { active } = body.read("active")?;
    accounts::set_active(app.domain(), &caller, user_id, active).await?;
    trail.note(&app, &caller, format!("user_id={user_id} active={active}")).await;
    ok()
}
