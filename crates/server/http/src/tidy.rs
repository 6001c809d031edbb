//! Addresses with empty segments, such as `/api/v4/posts//reactions`, which some clients make by joining parts: they are
//! sent on to the tidy address, as the incumbent does.
//!
//! Source: the router's documented default, `gorilla/mux` README (on cleaning paths).

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Wraps everything.
pub(crate) async fn tidy(request: Request, next: Next) -> Response {
    match tidied(request.uri()) {
        Some(address) => (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, address)]).into_response(),
        None => next.run(request).await,
    }
}

/// The address without empty segments; `None` when it has none.
fn tidied(uri: &Uri) -> Option<HeaderValue> {
    let path = uri.path();
    if !path.contains("//") {
        return None;
    }
    // One slash at the beginning: with two, a browser would take the first segment for a host.
    let mut tidy = String::with_capacity(path.len());
    for c in path.chars() {
        if !(c == '/' && tidy.ends_with('/')) {
            tidy.push(c);
        }
    }
    if let Some(query) = uri.query() {
        tidy = format!("{tidy}?{query}");
    }
    HeaderValue::try_from(tidy).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_segments_go_and_everything_else_stays() {
        let tidied = |uri: &'static str| tidied(&Uri::from_static(uri)).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(tidied("/api/v4/posts/a//reactions?x=//").as_deref(), Some("/api/v4/posts/a/reactions?x=//"));
        assert_eq!(tidied("///evil.example//a///").as_deref(), Some("/evil.example/a/"));
        assert_eq!(tidied("/api/v4/users?redirect=https://a"), None);
    }
}
