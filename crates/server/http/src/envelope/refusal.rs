//! Bodies that say why not.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use countersign_primitives::RequestId;
use countersign_server_rules::error::known;
use countersign_wire_api::ApiError;
use percent_encoding::percent_decode_str;

use crate::{answer::JSON, cookies, failure::Failure};

/// The answer of a failure, from the empty one that carried it.
pub(super) fn body(mut empty: Response, failure: &Failure, request_id: RequestId, is_developer: bool) -> Response {
    let refusal = failure.refusal();
    let error = ApiError {
        id: refusal.id().to_owned(),
        message: refusal.message().to_owned(),
        detailed_error: refusal.developer_detail().filter(|_| is_developer).unwrap_or_default().to_owned(),
        request_id: request_id.to_string(),
        status_code: refusal.status(),
    };
    if matches!(failure, Failure::Refused { clears_cookie: true, .. }) {
        cookies::clear(empty.headers_mut());
    }
    with(empty, &error)
}

/// The answer where no page is; it has no id, and none of the usual headers.
pub(super) fn no_such_page(address: &Uri) -> Response {
    let path = percent_decode_str(address.path()).decode_utf8_lossy();
    let error = ApiError {
        id: known::CONTEXT_NOT_FOUND.id().to_owned(),
        message: known::CONTEXT_NOT_FOUND.message().to_owned(),
        detailed_error: format!(
            "There doesn't appear to be an api call for the url='{path}'.  Typo? are you missing a team_id or user_id \
             as part of the url?"
        ),
        request_id: String::new(),
        status_code: 404,
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_FOUND;
    with(response, &error)
}

/// The answer to an address that is too long; it has none of the usual headers.
pub(super) fn too_long_address(request_id: RequestId) -> Response {
    let error = ApiError {
        id: "basic_security_check.url.too_long_error".to_owned(),
        message: "URL is too long".to_owned(),
        detailed_error: String::new(),
        request_id: request_id.to_string(),
        status_code: 414,
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::URI_TOO_LONG;
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    with(response, &error)
}

fn with(mut response: Response, error: &ApiError) -> Response {
    let body = serde_json::to_vec(error).unwrap_or_default();
    *response.body_mut() = Body::from(body);
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}
