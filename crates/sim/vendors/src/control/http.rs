use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, Request, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Control;
use crate::{
    counters::Stats,
    credentials::{AppleCertificateRequest, AppleKeyRegistration, CredentialsError, GoogleAccountRegistration},
    faults::FaultRule,
    google::{GoogleService, TOKEN_PATH},
    records::RequestRecord,
    script::ScriptAction,
    service::ServiceKind,
    settings::Settings,
    transport::Reply,
};

const DEFAULT_LIMIT: usize = 1000;

/// The control port's handlers and what they need.
#[derive(Clone)]
pub(crate) struct ControlPort {
    pub(crate) control: Control,
    pub(crate) google: Arc<GoogleService>,
    /// What `GET /v1/addresses` answers.
    pub(crate) addresses: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordsQuery {
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoAwayRequest {
    service: ServiceKind,
    #[serde(default)]
    code: u32,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CutRequest {
    service: ServiceKind,
}

#[derive(Serialize)]
struct Connections {
    connections: usize,
}

impl ControlPort {
    pub(crate) fn router(self) -> Router {
        Router::new()
            .route("/v1/addresses", get(async |State(port): State<Self>| Json(port.addresses)))
            .route("/v1/ca.pem", get(async |State(port): State<Self>| port.control.ca_pem().to_owned()))
            .route("/v1/settings", get(settings).patch(patch_settings))
            .route("/v1/faults", get(faults).post(add_fault).delete(clear_faults))
            .route("/v1/records", get(records))
            .route("/v1/stats", get(stats))
            .route("/v1/reset", post(reset))
            .route("/v1/goaway", post(go_away))
            .route("/v1/cut", post(cut))
            .route("/v1/apple/keys", post(register_apple_key))
            .route("/v1/apple/certificates", post(issue_apple_certificate))
            .route("/v1/google/accounts", post(register_google_account))
            .route("/v1/google/revoke-access-tokens", post(revoke_access_tokens))
            .route(TOKEN_PATH, post(token))
            .with_state(self)
    }
}

async fn settings(State(port): State<ControlPort>) -> Json<Settings> {
    Json(port.control.settings())
}

async fn patch_settings(State(port): State<ControlPort>, Json(patch): Json<Value>) -> Response {
    match port.control.patch_settings(&patch) {
        Ok(settings) => Json(settings).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

async fn faults(State(port): State<ControlPort>) -> Json<Vec<FaultRule>> {
    Json(port.control.faults())
}

async fn add_fault(State(port): State<ControlPort>, Json(rule): Json<FaultRule>) -> StatusCode {
    port.control.add_fault(rule);
    StatusCode::CREATED
}

async fn clear_faults(State(port): State<ControlPort>) -> StatusCode {
    port.control.clear_faults();
    StatusCode::NO_CONTENT
}

async fn records(State(port): State<ControlPort>, Query(query): Query<RecordsQuery>) -> Json<Vec<Arc<RequestRecord>>> {
    Json(port.control.records(query.after, query.limit.unwrap_or(DEFAULT_LIMIT)))
}

async fn stats(State(port): State<ControlPort>) -> Json<Stats> {
    Json(port.control.stats())
}

async fn reset(State(port): State<ControlPort>) -> StatusCode {
    port.control.reset();
    StatusCode::NO_CONTENT
}

async fn go_away(State(port): State<ControlPort>, Json(request): Json<GoAwayRequest>) -> Json<Connections> {
    let connections = port.control.go_away(request.service, request.code, request.reason.as_deref());
    Json(Connections { connections })
}

async fn cut(State(port): State<ControlPort>, Json(request): Json<CutRequest>) -> Json<Connections> {
    Json(Connections { connections: port.control.cut(request.service) })
}

async fn register_apple_key(State(port): State<ControlPort>, Json(key): Json<AppleKeyRegistration>) -> Response {
    registered(port.control.register_apple_key(key))
}

async fn register_google_account(
    State(port): State<ControlPort>,
    Json(account): Json<GoogleAccountRegistration>,
) -> Response {
    registered(port.control.register_google_account(account))
}

async fn issue_apple_certificate(
    State(port): State<ControlPort>,
    Json(request): Json<AppleCertificateRequest>,
) -> Response {
    match port.control.issue_apple_certificate(&request) {
        Ok(made) => {
            let body = json!({"certificate_pem": made.certificate_pem, "key_pem": made.key_pem.expose()});
            (StatusCode::CREATED, Json(body)).into_response()
        }
        Err(error) => refused(&error),
    }
}

async fn revoke_access_tokens(State(port): State<ControlPort>) -> Response {
    registered(port.control.revoke_access_tokens())
}

/// The token endpoint in clear text, for gateways that cannot be told to trust the simulators' authority there.
async fn token(State(port): State<ControlPort>, headers: HeaderMap, body: Bytes) -> Response {
    let mut request = Request::post(TOKEN_PATH).body(body).unwrap_or_default();
    *request.headers_mut() = headers;
    let reply = port.google.answer_token(0, &request);
    tokio::time::sleep(reply.delay).await;
    match reply.action {
        ScriptAction::Answer | ScriptAction::GoAwayAnswer => answer(reply),
        _ => std::future::pending().await,
    }
}

fn answer(reply: Reply) -> Response {
    let mut response = Response::new(reply.body.into());
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or_default();
    response.headers_mut().extend(reply.headers);
    response
}

fn registered(result: Result<(), CredentialsError>) -> Response {
    match result {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refused(&error),
    }
}

fn refused(error: &CredentialsError) -> Response {
    (StatusCode::BAD_REQUEST, error.to_string()).into_response()
}
