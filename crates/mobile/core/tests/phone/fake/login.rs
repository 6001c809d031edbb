use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State as Shared},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};

use countersign_wire_api::{ClientLicense, LoginRequest, StatusOk};

use super::{
    answers::{ok, refusal},
    world::{PASSWORD, World},
};

#[derive(Deserialize)]
pub(super) struct Ping {
    device_id: Option<String>,
}

pub(super) async fn ping(Query(ping): Query<Ping>) -> Response {
    let mut answer = json!({"status": "OK", "ActiveSearchBackend": "database"});
    if ping.device_id.is_some() {
        answer["CanReceiveNotifications"] = "true".into();
    }
    ok(&answer)
}

pub(super) async fn config(Shared(world): Shared<Arc<World>>) -> Response {
    ok(&world.lock().config.clone())
}

pub(super) async fn license() -> Response {
    ok(&ClientLicense::unlicensed())
}

pub(super) async fn login(Shared(world): Shared<Arc<World>>, Json(request): Json<LoginRequest>) -> Response {
    let known = ["ben", "ben@example.com"].contains(&request.login_id.as_str());
    if !known || !request.password.matches(PASSWORD) {
        return refusal(401, "api.user.login.invalid_credentials_email_username");
    }
    if world.lock().mfa && request.token.expose().is_empty() {
        return refusal(401, "mfa.validate_token.authenticate.app_error");
    }
    let token = world.new_session();
    let user = world.lock().users.iter().find(|user| user.id == world.ben).cloned();
    let mut response = ok(&user);
    response.headers_mut().insert("token", token.parse().unwrap());
    response
}

pub(super) async fn logout(Shared(world): Shared<Arc<World>>) -> Response {
    world.lock().sessions.clear();
    ok(&StatusOk::default())
}

pub(super) async fn attach(Json(_device): Json<Value>) -> Response {
    ok(&StatusOk::default())
}
