//! What every request and every answer has: an id, a length that is bearable, somebody who asks, headers, a body that
//! says why not.

mod compress;
mod headers;
mod refusal;

use std::panic::resume_unwind;

use axum::{
    extract::{OriginalUri, Request, State},
    http::{HeaderMap, Method, StatusCode, Uri},
    middleware::Next,
    response::{IntoResponse, Response},
};
use countersign_primitives::RequestId;
use countersign_server_domain::sessions;
use percent_encoding::percent_decode_str;
use tracing::Instrument;

use crate::{
    app::App,
    cookies,
    failure::Failure,
    identity::{self, Identity, Local, identify},
    site,
};

/// Longest address, in bytes.
const MAX_ADDRESS_BYTES: usize = 2048;

/// What of a request matters for its answer.
struct Asked {
    request_id: RequestId,
    method: Method,
    uri: Uri,
    takes_gzip: bool,
}

/// Wraps the pages of the API.
pub(crate) async fn api(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let asked = Asked {
        request_id: RequestId::generate(app.domain().random().as_ref()),
        method: request.method().clone(),
        // Below a prefix the request's own address is only the rest.
        uri: request.extensions().get::<OriginalUri>().map_or_else(|| request.uri().clone(), |uri| uri.0.clone()),
        takes_gzip: compress::is_wanted(request.headers()),
    };
    if asked.uri.path_and_query().map_or(0, |address| address.as_str().len()) > MAX_ADDRESS_BYTES {
        return refusal::too_long_address(asked.request_id);
    }
    // What is no text is nobody's address.
    let is_text = percent_decode_str(asked.uri.path()).decode_utf8().is_ok();
    let has_head = asked.uri.path().contains("/files/");
    if (asked.method == Method::HEAD && !has_head) || !is_text {
        return finish(&app, &asked, Failure::NoSuchPage.into_response());
    }
    let is_local = request.extensions().get::<Local>().is_some();
    let identity = if is_local {
        identity::local(app.domain(), &asked.uri).await
    } else {
        identify(app.domain(), &asked.method, &asked.uri, request.headers()).await
    };
    let cookies = if is_local { HeaderMap::new() } else { note_activity(&app, &identity).await };
    request.extensions_mut().insert(identity);
    request.extensions_mut().insert(asked.request_id);
    let mut response = finish(&app, &asked, run(next, request).await);
    response.headers_mut().extend(cookies);
    response
}

/// Answers a request. What changes something goes on when who asked has gone: what is stored is to be told to all it
/// concerns.
async fn run(next: Next, request: Request) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request).in_current_span()).await {
        Ok(response) => response,
        Err(ended) if ended.is_panic() => resume_unwind(ended.into_panic()),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Wraps everything else: headers only.
pub(crate) async fn site(State(app): State<App>, request: Request, next: Next) -> Response {
    let request_id = RequestId::generate(app.domain().random().as_ref());
    let mut response = run(next, request).await;
    headers::identify(response.headers_mut(), request_id, &app.domain().version_id());
    headers::protect(response.headers_mut(), &app.domain().settings().service_settings);
    response
}

fn finish(app: &App, asked: &Asked, mut response: Response) -> Response {
    match response.extensions_mut().remove::<Failure>() {
        Some(Failure::NoSuchPage) => refusal::no_such_page(&asked.uri),
        Some(failure) => {
            let is_developer = app.domain().settings().service_settings.enable_developer;
            let mut response = refusal::body(response, &failure, asked.request_id, is_developer);
            headers::put(&mut response, asked, app.domain());
            response
        }
        None => {
            headers::put(&mut response, asked, app.domain());
            if asked.takes_gzip { compress::compress(response) } else { response }
        }
    }
}

/// Notes that a session was used; a browser's cookie lasts as long as the session does now.
async fn note_activity(app: &App, identity: &Identity) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let Identity::Known(caller) = identity else { return headers };
    match sessions::note_activity(app.domain(), caller).await {
        Ok(Some(lifetime)) if caller.by_cookie() => {
            cookies::renew(&mut headers, caller.token(), lifetime, site::is_secure(app.domain()), app.domain().now());
        }
        Ok(_) => {}
        // The request itself may still be served.
        Err(error) => tracing::warn!(%error, "activity could not be noted"),
    }
    headers
}
