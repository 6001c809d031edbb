//! HTTP around the site.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use percent_encoding::percent_decode_str;
use tokio::{net::TcpListener, sync::watch, time::timeout};

use crate::site::{Ask, Body, Site, Told};

/// The largest body that is read.
const MOST_BODY: usize = 64 * 1024;
/// The largest head.
const MOST_HEAD: usize = 64 * 1024;
/// How long a head or a body may take.
const SLOWEST: Duration = Duration::from_mins(1);

/// Which pages a listener has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pages {
    /// What callers need.
    Callers,
    /// What operators need.
    Admin,
}

/// Serves until told to stop; then lets what was begun end, for `grace` at most.
pub(crate) async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    pages: Pages,
    mut stop: watch::Receiver<bool>,
    grace: Duration,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(SLOWEST).max_buf_size(MOST_HEAD).half_close(true);
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            biased;
            _ = stop.wait_for(|stopping| *stopping) => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((tcp, _)) = accepted else {
            // Out of file descriptors, as a rule: wait for some to be returned.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let _ = tcp.set_nodelay(true);
        let site = Arc::clone(&site);
        let service = service_fn(move |request| {
            let site = Arc::clone(&site);
            async move { Ok::<_, Infallible>(respond(&site, request, pages).await) }
        });
        let connection = graceful.watch(http.serve_connection(TokioIo::new(tcp), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a caller's connection ended");
            }
        });
    }
    drop(listener);
    if timeout(grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("callers still waited when the time to stop was over");
    }
}

/// Binds with a word on what to do when it fails.
pub(crate) async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|error| io::Error::new(error.kind(), format!("cannot listen on {address}: {error}")))
}

async fn respond(site: &Site, request: Request<Incoming>, pages: Pages) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    if head.headers.get(header::HOST).is_none() && head.version == http::Version::HTTP_11 {
        return plain(StatusCode::BAD_REQUEST, "400 Bad Request: missing required Host header");
    }
    let decoded = percent_decode_str(head.uri.path()).decode_utf8_lossy();
    if pages == Pages::Admin {
        let settings = site.settings.load_full();
        return match decoded.as_ref() {
            "/metrics" => write(site.metrics_page(&settings)),
            "/healthz" => write(site.health()),
            _ => plain(StatusCode::NOT_FOUND, "404 page not found\n"),
        };
    }
    let headers = &head.headers;
    let lookup = |name: &str| value(headers, name);
    let body = read(body).await;
    let ask = Ask { method: head.method.as_str(), path: &decoded, header: &lookup, body };
    write(site.answer(ask).await)
}

fn value(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

async fn read(body: Incoming) -> Body {
    match timeout(SLOWEST, Limited::new(body, MOST_BODY).collect()).await {
        Ok(Ok(collected)) => Body::Whole(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Body::TooLarge,
        _ => Body::Cut,
    }
}

fn write(told: Told) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(told.body));
    *response.status_mut() = StatusCode::from_u16(told.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(content_type) = told.content_type {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    if told.nosniff {
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    if let Some(secs) = told.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(secs));
    }
    if let Some(allowance) = told.allowance {
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), HeaderValue::from(allowance.limit));
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), HeaderValue::from(allowance.remaining));
        headers.insert(HeaderName::from_static("x-ratelimit-reset"), HeaderValue::from(1));
    }
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
