//! A site below a path, such as `https://example.com/chat`. Everything else knows the site as if it were at the root; here
//! addresses are translated on the way in, and the paths of cookies on the way out. A reverse proxy may take the path off
//! by itself or leave it on.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Uri, header, uri::PathAndQuery},
    middleware::Next,
    response::Response,
};
use countersign_server_domain::{domain::Domain, settings::ServiceSettings};

/// How cookies are made everywhere else.
const ROOT: &str = "Path=/;";

/// Wraps everything, before any page is looked for.
pub(crate) async fn translate(State(domain): State<Domain>, mut request: Request, next: Next) -> Response {
    let settings = domain.settings();
    let Some(place) = place(&settings.service_settings) else { return next.run(request).await };
    if let Some(inside) = inside(request.uri(), place) {
        *request.uri_mut() = inside;
    }
    let mut response = next.run(request).await;
    confine(response.headers_mut(), place);
    response
}

/// The path below which the site is, with a slash before and none behind; `None` at the root.
fn place(settings: &ServiceSettings) -> Option<&str> {
    let (_, rest) = settings.site_url.split_once("://")?;
    let path = rest.find('/').map(|start| rest[start..].trim_end_matches('/'))?;
    (!path.is_empty()).then_some(path)
}

/// The address without the place; `None` when it does not begin with it.
fn inside(uri: &Uri, place: &str) -> Option<Uri> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(place)?;
    let path = match rest.chars().next() {
        Some('/') => rest.to_owned(),
        None | Some('?') => format!("/{rest}"),
        Some(_) => return None,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}

/// Keeps cookies to the place.
fn confine(headers: &mut HeaderMap, place: &str) {
    let cookies: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies {
        let confined = cookie.to_str().ok().map(|text| text.replacen(ROOT, &format!("Path={place};"), 1));
        headers.append(header::SET_COOKIE, confined.and_then(|text| text.try_into().ok()).unwrap_or(cookie));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(site_url: &str) -> ServiceSettings {
        ServiceSettings { site_url: site_url.to_owned(), ..ServiceSettings::default() }
    }

    #[test]
    fn the_place_is_the_path_of_the_site() {
        assert_eq!(place(&placed("https://example.com/chat/")), Some("/chat"));
        assert_eq!(place(&placed("https://example.com/a/b")), Some("/a/b"));
        for root in ["", "https://example.com", "https://example.com/"] {
            assert_eq!(place(&placed(root)), None);
        }
    }

    #[test]
    fn addresses_lose_the_place_and_nothing_else() {
        let inside = |uri: &'static str| inside(&Uri::from_static(uri), "/chat").map(|uri| uri.to_string());
        assert_eq!(inside("/chat/api/v4/users?page=1").as_deref(), Some("/api/v4/users?page=1"));
        assert_eq!(inside("/chat").as_deref(), Some("/"));
        assert_eq!(inside("/chat?a=b").as_deref(), Some("/?a=b"));
        assert_eq!(inside("/chatter"), None);
        assert_eq!(inside("/api/v4/users"), None);
    }

    #[test]
    fn cookies_stay_in_the_place() {
        let mut headers = HeaderMap::new();
        headers.append(header::SET_COOKIE, HeaderValue::from_static("A=/; Path=/; HttpOnly"));
        headers.append(header::SET_COOKIE, HeaderValue::from_static("B=x; Path=/; Max-Age=0"));
        confine(&mut headers, "/chat");
        let set: Vec<_> = headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(set, ["A=/; Path=/chat; HttpOnly", "B=x; Path=/chat; Max-Age=0"]);
    }
}
