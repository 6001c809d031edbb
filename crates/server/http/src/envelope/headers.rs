//! Headers of every answer.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    response::Response,
};
use countersign_primitives::RequestId;
use countersign_server_domain::{domain::Domain, settings::ServiceSettings};

use super::Asked;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const VERSION_ID: HeaderName = HeaderName::from_static("x-version-id");

/// Those of the API's answers.
pub(super) fn put(response: &mut Response, asked: &Asked, domain: &Domain) {
    let headers = response.headers_mut();
    identify(headers, asked.request_id, &domain.version_id());
    protect(headers, &domain.settings().service_settings);
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if asked.method == Method::GET {
        headers.insert(header::EXPIRES, HeaderValue::from_static("0"));
    }
}

/// Which request it was, and which server answers.
pub(super) fn identify(headers: &mut HeaderMap, request_id: RequestId, version_id: &str) {
    let value = |text: &str| HeaderValue::from_str(text).ok();
    headers.extend(
        [(REQUEST_ID, value(request_id.as_str())), (VERSION_ID, value(version_id))]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?))),
    );
}

/// What browsers must not do with an answer.
pub(super) fn protect(headers: &mut HeaderMap, settings: &ServiceSettings) {
    if settings.tls_strict_transport {
        let lasting = format!("max-age={}", settings.tls_strict_transport_max_age);
        headers.extend(HeaderValue::try_from(lasting).ok().map(|value| (header::STRICT_TRANSPORT_SECURITY, value)));
    }
    headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(""));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
