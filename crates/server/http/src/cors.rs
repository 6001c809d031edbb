//! Which pages of other origins may read answers, by the server's settings. Without any, nothing is said, and browsers
//! keep the answers to themselves.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use countersign_server_domain::{domain::Domain, settings::ServiceSettings};

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS");
/// A day: how long browsers need not ask again.
const KEEP: HeaderValue = HeaderValue::from_static("86400");

/// Wraps everything: answers what browsers ask beforehand, and says who may read an answer.
pub(crate) async fn share(State(domain): State<Domain>, request: Request, next: Next) -> Response {
    let settings = domain.settings();
    let settings = &settings.service_settings;
    if settings.allow_cors_from.is_empty() {
        return next.run(request).await;
    }
    let asked = request.headers().clone();
    let Some(allowed) = allowed(&asked, settings) else {
        return vary(next.run(request).await);
    };
    let is_preflight = request.method() == Method::OPTIONS && asked.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed.origin);
    if allowed.with_cookies {
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    if is_preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, KEEP);
        if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
        }
    } else {
        let exposed = settings.cors_exposed_headers.split_whitespace().collect::<Vec<_>>().join(", ");
        if let Ok(exposed) = HeaderValue::try_from(exposed)
            && !exposed.is_empty()
        {
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
    }
    vary(response)
}

struct Allowed {
    origin: HeaderValue,
    with_cookies: bool,
}

fn allowed(headers: &HeaderMap, settings: &ServiceSettings) -> Option<Allowed> {
    let origin = headers.get(header::ORIGIN)?;
    let text = origin.to_str().ok()?;
    let mut named = settings.allow_cors_from.split_whitespace();
    if named.clone().any(|allowed| allowed.eq_ignore_ascii_case(text)) {
        return Some(Allowed { origin: origin.clone(), with_cookies: settings.cors_allow_credentials });
    }
    // Everybody may read what everybody may read: never with cookies.
    let anybody = named.any(|allowed| allowed == "*");
    anybody.then(|| Allowed { origin: HeaderValue::from_static("*"), with_cookies: false })
}

/// The answer depends on who asks: caches must know.
fn vary(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    response
}
