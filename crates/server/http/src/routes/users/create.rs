use axum::extract::State;
use countersign_server_domain::accounts::{self, NewAccount};
use countersign_wire_api::CreateUserRequest;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /users`
pub(super) async fn create(State(app): State<App>, caller: Option<SignedIn>, body: JsonBody) -> Answer {
    let asked: CreateUserRequest = body.read("user")?;
    let new = NewAccount {
        username: asked.username,
        email: asked.email,
        password: asked.password,
        nickname: asked.nickname,
        first_name: asked.first_name,
        last_name: asked.last_name,
        position: asked.position,
        locale: asked.locale,
        timezone: asked.timezone,
        notify_props: asked.notify_props,
    };
    created(&wire::seen_user(&accounts::create_user(app.domain(), caller.as_deref(), new).await?))
}
