use axum::{
    http::{StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use rust_embed::RustEmbed;

/// The phone's interface, as `npm run build` leaves it. In debug builds it is read from its folder at each request.
#[derive(RustEmbed)]
#[folder = "../../../web/phone/dist"]
#[allow_missing = true]
struct Bundle;

const MISSING: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The phone's interface is not built</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem }
code { background: #8882; padding: .15rem .35rem; border-radius: .3rem }</style>
<h1>The phone's interface is not built</h1>
<p>The phone itself runs. To see it, build its page in the project's folder and reload:</p>
<p><code>cd web && npm ci && npm run build</code></p>
<p>Then start the phone again, unless it is a debug build.</p>
</html>
"#;

/// A file of the interface's bundle; every path that is none shows the interface, which finds its own way.
pub async fn file(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let asset = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match Bundle::get(path).or_else(|| Bundle::get("index.html").filter(|_| !asset)) {
        Some(file) => ([(header::CONTENT_TYPE, file.metadata.mimetype().to_owned())], file.data).into_response(),
        None if Bundle::get("index.html").is_some() => StatusCode::NOT_FOUND.into_response(),
        None => (StatusCode::NOT_FOUND, Html(MISSING)).into_response(),
    }
}
