use axum::http::{HeaderMap, header};
use countersign_server_domain::settings::ServiceSettings;

/// Whether a page of this origin may open a socket: the site's own address, the address it was asked by, and those the
/// settings name. Apps send no origin or the address they ask.
pub(super) fn is_allowed(headers: &HeaderMap, settings: &ServiceSettings) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Some(origin) = origin.to_str().ok().filter(|origin| !origin.is_empty()) else { return false };
    let site = settings.site_url.trim_end_matches('/');
    let named = settings.allow_cors_from.split_whitespace().any(|allowed| allowed == "*" || allowed == origin);
    named || origin == site || is_same_host(origin, site, headers)
}

/// What an origin is, for the refusal.
pub(super) fn shown(headers: &HeaderMap) -> &str {
    headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).unwrap_or_default()
}

/// With the site's scheme, where the site is known.
fn is_same_host(origin: &str, site: &str, headers: &HeaderMap) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let scheme_fits = match site.split_once("://") {
        Some((site_scheme, _)) => scheme == site_scheme,
        None => matches!(scheme, "http" | "https"),
    };
    let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    scheme_fits && asked.is_some_and(|asked| asked.eq_ignore_ascii_case(authority))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn allowed(origin: Option<&'static str>, site: &str, cors: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("chat.example:8065"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        let settings = ServiceSettings {
            site_url: site.to_owned(),
            allow_cors_from: cors.to_owned(),
            ..ServiceSettings::default()
        };
        is_allowed(&headers, &settings)
    }

    #[test]
    fn pages_of_strangers_open_no_sockets() {
        for (origin, site, cors, expected) in [
            (None, "", "", true),
            (Some(""), "", "", false),
            (Some("null"), "", "", false),
            (Some("http://chat.example:8065"), "", "", true),
            (Some("http://evil.example"), "", "", false),
            (Some("http://evil.example"), "", "http://good.example http://evil.example", true),
            (Some("http://evil.example"), "", "*", true),
            (Some("https://chat.example"), "https://chat.example/", "", true),
            (Some("http://chat.example:8065"), "https://chat.example", "", false),
            (Some("https://chat.example:8065"), "https://chat.example", "", true),
        ] {
            assert_eq!(allowed(origin, site, cors), expected, "{origin:?} {site} {cors}");
        }
    }
}
