use std::{ops::Range, time::SystemTime};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use countersign_primitives::TimestampMs;
use countersign_server_files::{
    serving::{self, RangeAnswer, SECURITY_POLICY, resolve_range},
    storage::{Content, StoredPath},
};
use httpdate::fmt_http_date;

use crate::{app::App, failure::Failure};

/// How a stored file is handed out.
pub(super) struct Served<'a> {
    /// Where it is.
    pub path: StoredPath,
    /// Under which name.
    pub name: &'a str,
    /// As what.
    pub media_type: &'a str,
    /// Whether to be saved in any case.
    pub as_download: bool,
    /// Whether it is the file itself, and not a picture made of it.
    pub is_original: bool,
}

/// A file or the part of it that is asked for, as it comes from the store; `None` when the store has none.
pub(super) async fn serve(app: &App, asked: &HeaderMap, served: &Served<'_>) -> Result<Option<Response>, Failure> {
    let Some(whole) = app.files().store().get(&served.path, None).await? else { return Ok(None) };
    let (size, modified) = (whole.size, whole.modified);
    if is_unchanged(asked, modified) {
        return Ok(Some(answer(StatusCode::NOT_MODIFIED, Body::empty(), served, size, modified)));
    }
    let range = asked.get(header::RANGE).and_then(|value| value.to_str().ok()).filter(|_| may_be_part(asked, modified));
    let range = resolve_range(range, size);
    let mut response = match &range {
        RangeAnswer::Whole => body(StatusCode::OK, whole, size, served, modified),
        RangeAnswer::Part(part) => {
            let Some(content) = app.files().store().get(&served.path, Some(part.clone())).await? else {
                return Ok(None);
            };
            body(StatusCode::PARTIAL_CONTENT, content, length(part), served, modified)
        }
        RangeAnswer::Unsatisfiable => answer(StatusCode::RANGE_NOT_SATISFIABLE, Body::empty(), served, size, modified),
    };
    if let Some(range) = range.content_range(size) {
        put(response.headers_mut(), header::CONTENT_RANGE, &range);
    }
    Ok(Some(response))
}

fn length(part: &Range<u64>) -> u64 {
    part.end.saturating_sub(part.start)
}

fn body(status: StatusCode, content: Content, bytes: u64, served: &Served<'_>, modified: TimestampMs) -> Response {
    let size = content.size;
    let mut response = answer(status, Body::from_stream(content.into_stream()), served, size, modified);
    response.headers_mut().insert(header::CONTENT_LENGTH, bytes.into());
    response
}

fn answer(status: StatusCode, body: Body, served: &Served<'_>, size: u64, modified: TimestampMs) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let said = serving::headers(served.name, served.media_type, served.as_download);
    put(headers, header::CONTENT_TYPE, &said.content_type);
    put(headers, header::CONTENT_DISPOSITION, &said.content_disposition);
    put(headers, header::CONTENT_SECURITY_POLICY, SECURITY_POLICY);
    put(headers, header::CACHE_CONTROL, "private, max-age=86400");
    put(headers, header::X_FRAME_OPTIONS, "DENY");
    put(headers, header::ACCEPT_RANGES, "bytes");
    put(headers, header::LAST_MODIFIED, &date(modified));
    if served.is_original {
        headers.insert(HeaderName::from_static("x-uncompressed-content-length"), size.into());
    }
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn date(at: TimestampMs) -> String {
    fmt_http_date(SystemTime::UNIX_EPOCH + at.since(TimestampMs::ZERO))
}

/// Whether the client has the file as it is. Dates are compared as texts: clients send back what they got.
fn is_unchanged(asked: &HeaderMap, modified: TimestampMs) -> bool {
    asked.get(header::IF_MODIFIED_SINCE).is_some_and(|since| since.as_bytes() == date(modified).as_bytes())
}

/// Whether a part will do: not when the client has parts of another state of the file.
fn may_be_part(asked: &HeaderMap, modified: TimestampMs) -> bool {
    asked.get(header::IF_RANGE).is_none_or(|known| known.as_bytes() == date(modified).as_bytes())
}
