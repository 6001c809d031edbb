//! Answers.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;
use countersign_wire_api::StatusOk;
use serde::Serialize;

use crate::failure::Failure;

/// What handlers return.
pub(crate) type Answer = Result<Response, Failure>;

/// What every answer with JSON says it is; exactly this, clients compare.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A value as JSON, with status 200.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Answer {
    json_with(StatusCode::OK, value)
}

/// A value as JSON, with status 201: something was made.
pub(crate) fn created<T: Serialize + ?Sized>(value: &T) -> Answer {
    json_with(StatusCode::CREATED, value)
}

/// `{"status":"OK"}`.
pub(crate) fn ok() -> Answer {
    json(&StatusOk::default())
}

/// Nothing but a status.
pub(crate) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}

/// JSON that is written already, with status 200.
pub(crate) fn written(json: Bytes) -> Response {
    let mut response = Response::new(Body::from(json));
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}

fn json_with<T: Serialize + ?Sized>(status: StatusCode, value: &T) -> Answer {
    let body = serde_json::to_vec(value).map_err(|_| Failure::unprintable())?;
    let mut response = written(body.into());
    *response.status_mut() = status;
    Ok(response)
}
