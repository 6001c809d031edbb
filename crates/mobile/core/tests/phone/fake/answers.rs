use std::io;

use axum::{
    body::Body,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde::Serialize;
use serde_json::{Value, json};

/// How a request is to be answered instead.
#[derive(Clone, Debug)]
pub(crate) enum Script {
    /// With this status and body, without doing anything.
    Answer(u16, Value),
    /// Done as asked, but the answer is lost on the way.
    Lost,
    /// Never.
    Hang,
}

pub(super) fn ok(body: &impl Serialize) -> Response {
    status(200, &serde_json::to_value(body).unwrap())
}

pub(super) fn status(code: u16, body: &Value) -> Response {
    let mut response = (StatusCode::from_u16(code).unwrap(), body.to_string()).into_response();
    response.headers_mut().insert("content-type", "application/json".parse().unwrap());
    response
}

pub(super) fn refusal(code: u16, id: &str) -> Response {
    status(code, &json!({"id": id, "message": format!("refused: {id}"), "detailed_error": "", "status_code": code}))
}

/// The connection breaks where the body should come.
pub(super) fn lost() -> Response {
    Response::new(Body::from_stream(stream::iter([Err::<Vec<u8>, _>(io::Error::other("lost on the way"))])))
}
