//! HTTP around the site: what the listeners hand over becomes a question, what the site tells becomes an answer.

use std::sync::Arc;

use bytes::Bytes;
use countersign_ingress::{BindError, BodyError, Bound, Handler, ListenerConfig, Peer, RequestBody};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{Either, Full};
use percent_encoding::percent_decode_str;

use crate::{
    GatewayConfig,
    site::{Ask, Begun, Body, Site, Told},
};

mod batch;
mod lines;

/// The largest body that is read.
const MOST_BODY: usize = 64 * 1024;

/// Where many pushes are posted at once.
const BATCH_PATH: &str = "/api/v2/send";

pub(crate) use batch::Answers;

/// What callers are served.
pub(crate) struct CallerPages(pub(crate) Arc<Site>);

/// What operators are served.
pub(crate) struct AdminPages(pub(crate) Arc<Site>);

/// Takes the addresses. Nothing is served yet.
///
/// # Errors
/// An address that cannot be taken, or files of TLS that are of no use.
pub(crate) async fn bind(config: &GatewayConfig) -> Result<(Bound, Option<Bound>), BindError> {
    let callers = ListenerConfig {
        tls: config.tls.clone(),
        // Our own server sends many pushes over one connection, also where TLS ends at a proxy.
        cleartext_http2: config.http2_cleartext,
        ..ListenerConfig::tcp("callers", config.listen).with_limits(config.limits.clone())
    };
    let callers = callers.bind().await?;
    let admin = match config.admin_listen {
        Some(address) => Some(ListenerConfig::tcp("admin", address).bind().await?),
        None => None,
    };
    Ok((callers, admin))
}

impl Handler for CallerPages {
    type Body = Either<Full<Bytes>, Answers>;

    async fn handle(self: Arc<Self>, request: Request<RequestBody>, peer: Arc<Peer>) -> Response<Self::Body> {
        let (head, body) = request.into_parts();
        let path = percent_decode_str(head.uri.path()).decode_utf8_lossy();
        let lookup = |name: &str| value(&head.headers, name);
        let ask = |body| Ask {
            method: head.method.as_str(),
            path: &path,
            sent_path: head.uri.path(),
            query: head.uri.query().unwrap_or_default(),
            header: &lookup,
            certificate: peer.certificate(),
            body,
        };
        if path == BATCH_PATH && head.method == Method::POST {
            return match self.0.admit_batch(&ask(Body::Whole(Bytes::new()))) {
                Ok(caller) => {
                    let answers = batch::begin(Arc::clone(&self.0), caller, body, Arc::clone(&peer));
                    let mut response = Response::new(Either::Right(answers));
                    let lines = HeaderValue::from_static("application/x-ndjson");
                    response.headers_mut().insert(header::CONTENT_TYPE, lines);
                    response
                }
                Err(told) => write(told).map(Either::Left),
            };
        }
        let body = read(body).await;
        let told = match self.0.begin(ask(body)) {
            Begun::Told(told) => told,
            Begun::Push(push) => {
                // Its texts lie in the connection's buffer, which is wanted for the next request.
                drop(path);
                drop(head);
                self.0.send_admitted(push).await
            }
        };
        write(told).map(Either::Left)
    }
}

impl Handler for AdminPages {
    type Body = Full<Bytes>;

    async fn handle(self: Arc<Self>, request: Request<RequestBody>, _peer: Arc<Peer>) -> Response<Full<Bytes>> {
        write(self.0.answer_admin(request.method().as_str(), request.uri().path()).await)
    }
}

fn value(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

async fn read(body: RequestBody) -> Body {
    match body.read(MOST_BODY).await {
        Ok(body) => Body::Whole(body),
        Err(BodyError::TooLarge { .. }) => Body::TooLarge,
        Err(BodyError::TooSlow | BodyError::Cut(_)) => Body::Cut,
    }
}

fn write(told: Told) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(told.body));
    *response.status_mut() = StatusCode::from_u16(told.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(content_type) = told.content_type {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    if told.asks_for_token {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
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
