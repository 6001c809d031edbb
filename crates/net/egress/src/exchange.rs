use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::time::timeout;

use crate::{Answer, ConnectionId, DialError, Dialer, answer::Body, stream::Stream};

/// Why a one-shot request got no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ExchangeError {
    /// No connection.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// The connection broke, or the answer is no HTTP.
    #[error("the exchange failed: {0}")]
    Http(String),
    /// Nothing within this time.
    #[error("no answer within {} ms", .0.as_millis())]
    TimedOut(Duration),
    /// The request cannot be written.
    #[error("the request is malformed")]
    Malformed,
}

/// Sends one request on a connection of its own, over HTTP/2 where the other side offers it and HTTP/1.1 otherwise, and
/// waits for the answer. For what is asked rarely, such as access tokens. `limit` covers everything.
///
/// # Errors
/// No answer within `limit`. Statuses of 400 and above are answers.
pub async fn exchange(
    dialer: &Dialer,
    method: Method,
    path: &str,
    headers: HeaderMap,
    body: Bytes,
    limit: Duration,
) -> Result<Answer, ExchangeError> {
    let once = async {
        let (stream, agreed) = dialer.connect(&[b"h2", b"http/1.1"]).await?;
        let is_http2 = agreed.as_deref() == Some(b"h2");
        let request = build(dialer, method, path, headers, body, is_http2)?;
        if is_http2 { over_http2(stream, request).await } else { over_http1(stream, request).await }
    };
    timeout(limit, once).await.unwrap_or(Err(ExchangeError::TimedOut(limit)))
}

pub(crate) fn build(
    dialer: &Dialer,
    method: Method,
    path: &str,
    headers: HeaderMap,
    body: Bytes,
    is_http2: bool,
) -> Result<Request<Full<Bytes>>, ExchangeError> {
    let authority = dialer.endpoint.authority();
    let mut request = Request::new(Full::new(body));
    let target =
        if is_http2 { format!("{}://{authority}{path}", dialer.endpoint.scheme.as_str()) } else { path.to_owned() };
    *request.method_mut() = method;
    *request.uri_mut() = target.parse().map_err(|_| ExchangeError::Malformed)?;
    *request.headers_mut() = headers;
    if !is_http2 {
        let host = HeaderValue::try_from(authority).map_err(|_| ExchangeError::Malformed)?;
        request.headers_mut().insert(header::HOST, host);
    }
    Ok(request)
}

async fn over_http1(stream: Stream, request: Request<Full<Bytes>>) -> Result<Answer, ExchangeError> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let driver = tokio::spawn(connection);
    let answer = read(sender.send_request(request).await.map_err(failed)?).await;
    driver.abort();
    answer
}

async fn over_http2(stream: Stream, request: Request<Full<Bytes>>) -> Result<Answer, ExchangeError> {
    let (mut sender, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.map_err(failed)?;
    let driver = tokio::spawn(connection);
    let answer = read(sender.send_request(request).await.map_err(failed)?).await;
    driver.abort();
    answer
}

pub(crate) async fn read(response: http::Response<hyper::body::Incoming>) -> Result<Answer, ExchangeError> {
    let (head, mut stream) = response.into_parts();
    let mut body = Body::default();
    while let Some(frame) = stream.frame().await {
        if let Ok(chunk) = frame.map_err(failed)?.into_data()
            && !body.push(chunk)
        {
            break;
        }
    }
    Ok(Answer::new(head, body, ConnectionId::default()))
}

#[allow(clippy::needless_pass_by_value, reason = "the shape that map_err calls")]
pub(crate) fn failed(error: hyper::Error) -> ExchangeError {
    ExchangeError::Http(error.to_string())
}
