//! Pages that the links of letters lead to. They need no script.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use countersign_primitives::Secret;
use countersign_server_domain::{accounts, error::Error};
use countersign_server_rules::paging::Query;

use crate::{app::App, query::QueryText};

/// The form that sets another password; a sentence and a token are put in.
const FORM: &str = include_str!("letters/reset_password.html");
/// What stands there when nothing is left to do.
const DONE: &str = include_str!("letters/done.html");
/// How to follow an invitation.
const INVITED: &str = include_str!("letters/invited.html");

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// The pages.
pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/reset_password_complete", get(ask).post(reset))
        .route("/signup_user_complete/", get(async || shown(StatusCode::OK, INVITED.to_owned())))
}

/// Asks for the new password. That the page was looked at uses the token up no more than a scanner of mail does.
async fn ask(query: QueryText) -> Response {
    let query = query.read();
    form(StatusCode::OK, "", query.get("token").unwrap_or_default())
}

/// Sets it.
async fn reset(State(app): State<App>, body: Bytes) -> Response {
    let sent = std::str::from_utf8(&body).unwrap_or_default();
    let sent = Query::parse(sent);
    let (token, new) = (sent.get("token").unwrap_or_default(), sent.get("new_password").unwrap_or_default());
    match accounts::reset_password(app.domain(), token, Secret::new(new.to_owned())).await {
        Ok(()) => shown(StatusCode::OK, DONE.to_owned()),
        Err(Error::Refused(refusal)) => {
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
            form(status, refusal.message(), token)
        }
        Err(error) => {
            tracing::error!(%error, "a password could not be set");
            form(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong. Please try again.", token)
        }
    }
}

fn form(status: StatusCode, sentence: &str, token: &str) -> Response {
    // A token is letters and digits; whatever else somebody wrote there is none.
    let token: String = token.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    shown(status, FORM.replace("{sentence}", &escaped(sentence)).replace("{token}", &token))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn shown(status: StatusCode, page: String) -> Response {
    let mut response = (status, Html(page)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
