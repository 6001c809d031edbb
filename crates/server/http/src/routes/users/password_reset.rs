use axum::extract::State;
use countersign_primitives::Secret;
use countersign_server_domain::accounts;
use serde::Deserialize;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
};

/// `POST /users/password/reset/send`: for everybody.
pub(super) async fn send(State(app): State<App>, body: JsonBody) -> Answer {
    let asked: Asked = body.read("email")?;
    accounts::send_password_reset(app.domain(), &asked.email).await?;
    ok()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    email: String,
}

/// `POST /users/password/reset`: for whoever has a letter's token.
pub(super) async fn reset(State(app): State<App>, body: JsonBody) -> Answer {
    let sent: Sent = body.read("token")?;
    accounts::reset_password(app.domain(), &sent.token, Secret::new(sent.new_password)).await?;
    ok()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    token: String,
    new_password: String,
}
