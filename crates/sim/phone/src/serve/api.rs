use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use countersign_mobile_core::bridge::{BridgeCall, BridgeReply};

use crate::{
    device::{DeviceControl, DeviceView, PhoneTrace},
    phone::Machine,
};

/// `POST /bridge`
pub(super) async fn bridge(State(machine): State<Arc<Machine>>, Json(call): Json<BridgeCall>) -> Json<BridgeReply> {
    Json(machine.call(call).await)
}

/// `GET /device`
pub(super) async fn look(State(machine): State<Arc<Machine>>) -> Json<DeviceView> {
    Json(machine.hardware.view())
}

/// `POST /device`
pub(super) async fn press(State(machine): State<Arc<Machine>>, Json(control): Json<DeviceControl>) -> Response {
    match machine.press(control).await {
        Ok(view) => Json(view).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// `GET /trace`
pub(super) async fn trace(State(machine): State<Arc<Machine>>) -> Json<Vec<PhoneTrace>> {
    Json(machine.journal.steps())
}
