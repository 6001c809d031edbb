use axum::{
    extract::State,
    http::{HeaderValue, StatusCode},
    response::Response,
};
use countersign_server_domain::{
    pushes::{self, Reachability},
    system::{self, Health},
};
use countersign_wire_api::PingResponse;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    query::QueryText,
};

/// `GET /system/ping`
pub(super) async fn ping(State(app): State<App>, caller: Option<SignedIn>, query: QueryText) -> Answer {
    let query = query.read();
    let mut ping =
        PingResponse { active_search_backend: "database".to_owned(), status: text(true), ..PingResponse::default() };
    let whole = query.is_true("get_server_status");
    let health = if whole { Some(system::health(app.domain()).await) } else { None };
    if let Some(health) = health {
        ping.status = text(health.store && health.files);
        ping.database_status = Some(text(health.store));
        ping.filestore_status = Some(text(health.files));
        ping.root_status = caller.filter(|caller| caller.user.has_role("system_admin")).map(|_| app.runs_as_root());
    }
    if let Some(device_id) = query.get("device_id") {
        let reachable = pushes::test_push(app.domain(), device_id).await;
        ping.can_receive_notifications = Some(reachability(reachable).to_owned());
    }
    let mut response = json(&ping)?;
    if let Some(health) = health {
        put_health(&mut response, health, query.is_true("use_rest_semantics"));
    }
    Ok(response)
}

fn reachability(reachability: Reachability) -> &'static str {
    match reachability {
        Reachability::Reachable => "true",
        Reachability::Unreachable => "false",
        Reachability::Unknown => "unknown",
    }
}

/// Health goes into headers too, and into the status unless the asker wants the answer in any case.
fn put_health(response: &mut Response, health: Health, always_ok: bool) {
    let is_healthy = health.store && health.files;
    if !is_healthy && !always_ok {
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    }
    let headers = response.headers_mut();
    for (name, good) in [("status", is_healthy), ("database_status", health.store), ("filestore_status", health.files)]
    {
        headers.insert(name, HeaderValue::from_static(word(good)));
    }
}

fn text(good: bool) -> String {
    word(good).to_owned()
}

fn word(good: bool) -> &'static str {
    if good { "OK" } else { "UNHEALTHY" }
}
