use axum::extract::{Path, State};
use countersign_primitives::Secret;
use countersign_server_domain::accounts;
use serde::Deserialize;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
    trail::Trail,
};

/// `PUT /users/{user}/password`
pub(super) async fn password(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    trail: Trail,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let asked: Asked = body.read("new_password")?;
    let (current, new) = (Secret::new(asked.current_password), Secret::new(asked.new_password));
    trail.note(&app, &caller, format!("attempted user_id={user_id}")).await;
    accounts::set_password(app.domain(), &caller, user_id, current, new).await?;
    trail.note(&app, &caller, format!("completed user_id={user_id}")).await;
    ok()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    current_password: String,
    new_password: String,
}
