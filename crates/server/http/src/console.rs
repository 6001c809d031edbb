//! The administrators' console, and the page at the site's own address.

use axum::{
    Router,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use rust_embed::RustEmbed;

use crate::app::App;

/// The console's interface, as `npm run build` leaves it. In debug builds it is read from its folder at each request.
#[derive(RustEmbed)]
#[folder = "../../../web/console/dist"]
#[allow_missing = true]
struct Bundle;

const FRONT: &str = include_str!("console/front.html");
const MISSING: &str = include_str!("console/missing.html");

/// What the console's page may load: its own files, and styles its widgets write.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
);

/// Pages for people.
pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/", get(async || guarded(Html(FRONT).into_response())))
        .route("/console", get(async || Redirect::permanent("console/")))
        .route("/console/", get(file))
        .route("/console/{*path}", get(file))
}

/// A file of the bundle; every path that is none shows the interface, which finds its own way.
async fn file(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches("/console").trim_start_matches('/');
    let is_asset = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let found = Bundle::get(if path.is_empty() { "index.html" } else { path });
    let response = match found.or_else(|| Bundle::get("index.html").filter(|_| !is_asset)) {
        Some(file) => {
            let kind = file.metadata.mimetype().to_owned();
            ([(header::CONTENT_TYPE, kind)], file.data).into_response()
        }
        None if Bundle::get("index.html").is_some() => StatusCode::NOT_FOUND.into_response(),
        None => (StatusCode::NOT_FOUND, Html(MISSING)).into_response(),
    };
    cached(guarded(response), path.starts_with("assets/"))
}

fn guarded(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    response.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

/// Names of assets hold a digest of what is in them: they never change.
fn cached(mut response: Response, is_asset: bool) -> Response {
    let value = if is_asset && response.status() == StatusCode::OK {
        HeaderValue::from_static("public, max-age=31536000, immutable")
    } else {
        HeaderValue::from_static("no-cache")
    };
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}
