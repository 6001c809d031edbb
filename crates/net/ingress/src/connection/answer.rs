//! From a request as hyper gives it to the handler, and back.

use std::{
    convert::Infallible,
    error::Error,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, Version, header};
use http_body::{Body, Frame, SizeHint};
use hyper::{
    body::Incoming,
    service::{Service, service_fn},
};
use pin_project_lite::pin_project;

use super::shared::Shared;
use crate::{
    activity::{Activity, Framing},
    body::{Connection, RequestBody},
    handler::Handler,
    peer::Peer,
};

/// The service of one connection.
pub(super) fn answering<H: Handler>(
    shared: Arc<Shared<H>>,
    activity: Arc<Activity>,
    peer: Arc<Peer>,
) -> impl Service<Request<Incoming>, Response = Response<Reply<H::Body>>, Error = Infallible, Future: Send + 'static> + Send
{
    service_fn(move |request: Request<Incoming>| {
        activity.request_begins();
        let flight = Flight { activity: activity.clone(), offered: false };
        let (shared, peer) = (shared.clone(), peer.clone());
        async move { Ok::<_, Infallible>(answer(&shared, request, peer, flight).await) }
    })
}

async fn answer<H: Handler>(
    shared: &Shared<H>,
    request: Request<Incoming>,
    peer: Arc<Peer>,
    flight: Flight,
) -> Response<Reply<H::Body>> {
    shared.counters.requests.add();
    if let Some((status, text)) = refusal(&request, &flight.activity) {
        shared.counters.malformed.add();
        return refuse(status, text, flight);
    }
    let is_connect = request.method() == Method::CONNECT;
    let connection = Connection { activity: flight.activity.clone(), counters: shared.counters.clone() };
    let request = request.map(|incoming| RequestBody::new(incoming, shared.limits.body, connection));
    let response = shared.handler.clone().handle(request, peer).await;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS || (is_connect && response.status().is_success()) {
        flight.activity.upgrade();
    }
    response.map(|body| Reply { content: Content::Handler { body }, flight })
}

/// Why a request never reaches the handler.
fn refusal(request: &Request<Incoming>, activity: &Activity) -> Option<(StatusCode, &'static str)> {
    match activity.take_doubt() {
        Some(Framing::Contradictory) => {
            return Some((StatusCode::BAD_REQUEST, "A request has a length or a transfer coding, not both.\n"));
        }
        Some(Framing::UnknownCoding) => {
            return Some((StatusCode::NOT_IMPLEMENTED, "The only transfer coding understood here is chunked.\n"));
        }
        None => {}
    }
    if request.version() == Version::HTTP_11 {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        if hosts.next().is_none() || hosts.next().is_some() {
            return Some((StatusCode::BAD_REQUEST, "A request of HTTP/1.1 names one host.\n"));
        }
    }
    None
}

fn refuse<B>(status: StatusCode, text: &'static str, flight: Flight) -> Response<Reply<B>> {
    let mut response =
        Response::new(Reply { content: Content::Text { text: Some(Bytes::from_static(text.as_bytes())) }, flight });
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// One request from its head to the end of its answer.
struct Flight {
    activity: Arc<Activity>,
    offered: bool,
}

impl Flight {
    fn taken(&mut self) {
        if std::mem::take(&mut self.offered) {
            self.activity.part_taken();
        }
    }

    fn offered(&mut self) {
        self.offered = true;
        self.activity.part_offered();
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.taken();
        self.activity.request_ends();
    }
}

pin_project! {
    /// An answer's body that tells when it is taken.
    pub(super) struct Reply<B> {
        #[pin]
        content: Content<B>,
        flight: Flight,
    }
}

pin_project! {
    #[project = Projected]
    enum Content<B> {
        Handler { #[pin] body: B },
        Text { text: Option<Bytes> },
    }
}

impl<B> Body for Reply<B>
where
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let this = self.project();
        this.flight.taken();
        let polled = match this.content.project() {
            Projected::Handler { body } => body.poll_frame(cx),
            Projected::Text { text } => Poll::Ready(text.take().map(|text| Ok(Frame::data(text)))),
        };
        if matches!(polled, Poll::Ready(Some(Ok(_)))) {
            this.flight.offered();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Handler { body } => body.is_end_stream(),
            Content::Text { text } => text.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Handler { body } => body.size_hint(),
            Content::Text { text } => SizeHint::with_exact(text.as_ref().map_or(0, |text| text.len() as u64)),
        }
    }
}
