//! Where sockets are opened.

mod origin;

use axum::Extension;
use axum::{
    body::Body,
    extract::{
        State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, HeaderValue, StatusCode},
    response::Response,
};
use countersign_primitives::RequestId;
use countersign_wire_api::ApiError;

use crate::{
    answer::{Answer, JSON},
    app::App,
    failure::Failure,
    hub::{self, Claim},
    identity::SignedIn,
    query::QueryText,
};

/// Longest message of an app, in bytes.
const MAX_MESSAGE_BYTES: usize = 8 * 1024;
/// What is read at once. Sockets are many and messages small.
const READ_BUFFER_BYTES: usize = 256;
/// So much that waits goes out in one piece.
const WRITE_BUFFER_BYTES: usize = 4 * 1024;

/// `GET /websocket`. Who is not signed in here says who he is over the socket.
pub(super) async fn upgrade(
    State(app): State<App>,
    caller: Option<SignedIn>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    query: QueryText,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Answer {
    let settings = app.domain().settings();
    let Ok(upgrade) = upgrade else {
        return refused(StatusCode::BAD_REQUEST, origin::shown(&headers), request_id);
    };
    if !origin::is_allowed(&headers, &settings.service_settings) {
        return refused(StatusCode::FORBIDDEN, origin::shown(&headers), request_id);
    }
    let claim = Claim::read(&query.read());
    let caller = caller.as_deref().cloned();
    let hub = app.hub().clone();
    let upgrade = upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES);
    Ok(upgrade.on_upgrade(move |socket| hub::serve(hub, socket, caller, claim)))
}

/// The answer to what is no upgrade, or comes from a page of somebody else: a word for the HTTP library the incumbent
/// uses, then the usual body.
fn refused(status: StatusCode, origin: &str, request_id: RequestId) -> Answer {
    let error = ApiError {
        id: "api.web_socket.connect.upgrade.app_error".to_owned(),
        message: format!("URL Blocked because of CORS. Url: {origin}"),
        detailed_error: String::new(),
        request_id: request_id.to_string(),
        status_code: 400,
    };
    let error = serde_json::to_string(&error).map_err(|_| Failure::unprintable())?;
    let reason = status.canonical_reason().unwrap_or_default();
    let mut response = Response::new(Body::from(format!("{reason}\n{error}")));
    *response.status_mut() = status;
    response.headers_mut().insert("content-type", JSON);
    response.headers_mut().insert("sec-websocket-version", HeaderValue::from_static("13"));
    Ok(response)
}
