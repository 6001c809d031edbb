use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State as Shared},
    http::{Method, Uri},
    middleware::{self, Next},
    response::Response,
    routing::{get, post, put},
};
use serde_json::Value;

use countersign_primitives::UserId;

use super::{
    answers::{Script, lost, refusal, status},
    lists, login, posts, pushes, socket,
    world::{Asked, World},
};

pub(super) fn router(world: Arc<World>) -> Router {
    let api = Router::new()
        .route("/system/ping", get(login::ping))
        .route("/config/client", get(login::config))
        .route("/license/client", get(login::license))
        .route("/users/login", post(login::login))
        .route("/users/logout", post(login::logout))
        .route("/users/sessions/device", put(login::attach))
        .route("/users/me", get(lists::me))
        .route("/users/me/preferences", get(lists::preferences))
        .route("/users/me/status", get(lists::my_status))
        .route("/users/me/teams", get(lists::teams))
        .route("/users/me/teams/members", get(lists::team_members))
        .route("/users/me/teams/{team}/channels", get(lists::channels))
        .route("/users/me/teams/{team}/channels/members", get(lists::members))
        .route("/users/ids", post(lists::users))
        .route("/users/status/ids", post(lists::statuses))
        .route("/channels/direct", post(lists::direct))
        .route("/channels/members/me/view", post(lists::view))
        .route("/channels/{channel}/members/me", get(lists::member))
        .route("/channels/{channel}/posts", get(posts::list))
        .route("/posts", post(posts::create))
        .route("/notifications/ack", post(pushes::ack))
        .route("/websocket", get(socket::upgrade))
        .fallback(|| async { refusal(404, "api.context.404.app_error") })
        .with_state(Arc::clone(&world));
    Router::new()
        .route("/", get(|| async { "" }))
        .nest("/api/v4", api)
        .layer(middleware::from_fn_with_state(world, record))
}

/// Remembers the request, checks the session, and answers by script if there is one.
async fn record(Shared(world): Shared<Arc<World>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, 1 << 20).await.unwrap();
    let script = note(&world, &parts.method, &parts.uri, &bytes);
    world.bell.ring();
    let token = parts.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let user = token.strip_prefix("Bearer ").and_then(|token| world.lock().sessions.get(token).copied());
    let response = match script {
        Some(Script::Answer(code, body)) => status(code, &body),
        Some(Script::Hang) => std::future::pending().await,
        other => {
            let mut request = Request::from_parts(parts, Body::from(bytes));
            let done = match user {
                None if needs_session(request.uri().path()) => refusal(401, "api.context.session_expired.app_error"),
                user => {
                    request.extensions_mut().insert(Caller(user));
                    next.run(request).await
                }
            };
            if other.is_some() { lost() } else { done }
        }
    };
    world.bell.ring();
    response
}

/// Whose session a request carries.
#[derive(Clone, Copy)]
pub(super) struct Caller(pub(super) Option<UserId>);

fn note(world: &World, method: &Method, uri: &Uri, body: &Bytes) -> Option<Script> {
    let path = uri.path().strip_prefix("/api/v4").unwrap_or(uri.path()).to_owned();
    let key = format!("{method} {path}");
    let mut state = world.lock();
    state.asked.push(Asked {
        method: method.to_string(),
        path,
        query: uri.query().unwrap_or_default().to_owned(),
        body: serde_json::from_slice(body).unwrap_or(Value::Null),
    });
    let place = state.scripts.iter().position(|(wanted, _)| *wanted == key)?;
    state.scripts.remove(place).map(|(_, script)| script)
}

fn needs_session(path: &str) -> bool {
    let anonymous =
        ["/system/ping", "/config/client", "/license/client", "/users/login", "/users/logout", "/websocket"];
    path.strip_prefix("/api/v4").is_some_and(|path| !anonymous.contains(&path))
}
