//! The port simulated phones talk to: plain HTTP, for loopback.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{
        Path, State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{
    desk::Desk,
    device::{DeviceFrame, DevicePlatform, PhoneFrame, RegisterDevice, RegisteredDevice},
    devices::DevicesError,
    web_push::{WebPushService, new_subscription},
};

/// What the handlers need.
#[derive(Clone)]
pub(crate) struct DevicePort {
    pub(crate) desk: Arc<Desk>,
    /// The project of apps that name none.
    pub(crate) project_id: Arc<str>,
    pub(crate) web_push: Arc<WebPushService>,
    pub(crate) stop: CancellationToken,
}

impl DevicePort {
    pub(crate) fn router(self) -> Router {
        Router::new()
            .route("/v1/devices", post(register))
            .route("/v1/devices/{token}", delete(unregister))
            .route("/v1/devices/{token}/pushes", get(connect))
            .with_state(self)
    }
}

async fn register(State(port): State<DevicePort>, Json(request): Json<RegisterDevice>) -> Response {
    if request.app.is_empty() || request.app.len() > 255 {
        return (StatusCode::BAD_REQUEST, "app: 1 to 255 bytes").into_response();
    }
    let keys = match request.platform {
        DevicePlatform::WebPush => match new_subscription(request.vapid_key.clone(), &*port.desk.random) {
            Ok(keys) => Some(keys),
            Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
        },
        DevicePlatform::Apple | DevicePlatform::Google => None,
    };
    match port.desk.devices.register(request, &port.project_id, keys) {
        Ok(device) => {
            let subscription = device.keys.map(|keys| port.web_push.subscription(&device.token, &keys));
            (StatusCode::CREATED, Json(RegisteredDevice { token: device.token, subscription })).into_response()
        }
        Err(error) => failed(&error),
    }
}

async fn unregister(State(port): State<DevicePort>, Path(token): Path<String>) -> Response {
    match port.desk.devices.unregister(&token) {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

async fn connect(State(port): State<DevicePort>, Path(token): Path<String>, upgrade: WebSocketUpgrade) -> Response {
    // Connected before the phone hears that it is: from then on no push may find it away. Should the upgrade fail, the
    // receiver is dropped, which is as good as a connection that ended.
    match port.desk.devices.connect(&token) {
        Ok(Some((session, frames))) => upgrade.on_upgrade(move |socket| serve(port, token, socket, session, frames)),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

fn failed(error: &DevicesError) -> Response {
    tracing::error!(%error, "a device cannot be written down");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Runs a phone's connection until either side ends it.
async fn serve(
    port: DevicePort,
    token: String,
    mut socket: WebSocket,
    session: u64,
    frames: mpsc::UnboundedReceiver<DeviceFrame>,
) {
    exchange(&port, &token, &mut socket, frames).await;
    port.desk.devices.disconnect(&token, session);
    // The phone may have gone already.
    let _ = socket.send(Message::Close(None)).await;
}

async fn exchange(
    port: &DevicePort,
    token: &str,
    socket: &mut WebSocket,
    mut frames: mpsc::UnboundedReceiver<DeviceFrame>,
) {
    loop {
        tokio::select! {
            frame = frames.recv() => {
                let Some(frame) = frame else { return };
                let Ok(text) = serde_json::to_string(&frame) else { return };
                if socket.send(Message::text(text)).await.is_err() {
                    return;
                }
            }
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => take(port, token, &text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
            () = port.stop.cancelled() => return,
        }
    }
}

fn take(port: &DevicePort, token: &str, text: &str) {
    match serde_json::from_str(text) {
        Ok(PhoneFrame::Confirm { id }) => {
            if let Err(error) = port.desk.devices.confirm(token, id) {
                tracing::error!(%error, "a confirmation cannot be written down: the push will come again");
            }
        }
        Err(error) => tracing::warn!(%error, "a phone said something that is no frame"),
    }
}
