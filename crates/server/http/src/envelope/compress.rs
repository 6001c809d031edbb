//! Smaller answers for who takes them.

use std::io::Write;

use axum::{
    body::{Body, HttpBody},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use futures_util::FutureExt;
use http_body_util::BodyExt;

/// Shorter answers go as they are.
const MIN_BYTES: u64 = 1024;

/// Whether a client takes gzip.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(parameters.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// Compresses an answer that is long enough and all there.
pub(super) fn compress(response: Response) -> Response {
    let length = response.body().size_hint().exact().unwrap_or(0);
    if length < MIN_BYTES || response.headers().contains_key(header::CONTENT_ENCODING) || is_picture(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Bodies of a known length are one piece that is there: collecting it does not wait.
    let Some(Ok(whole)) = body.collect().now_or_never() else {
        return Response::from_parts(parts, Body::empty());
    };
    let whole = whole.to_bytes();
    match gzip(&whole) {
        Ok(small) => {
            parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            Response::from_parts(parts, Body::from(small))
        }
        Err(_) => Response::from_parts(parts, Body::from(whole)),
    }
}

/// Pictures are small already.
fn is_picture(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"image/"))
}

/// The fastest level: JSON shrinks well anyway, and the time is the server's.
fn gzip(whole: &Bytes) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(whole.len() / 4), Compression::fast());
    encoder.write_all(whole)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_found_among_others() {
        for (accepted, wanted) in
            [("gzip", true), ("deflate, GZIP;q=0.5, br", true), ("br", false), ("gzip;q=0", false), ("", false)]
        {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(is_wanted(&headers), wanted, "{accepted}");
        }
    }
}
