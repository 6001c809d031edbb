//! One HTTP/1.1 connection. What only HTTP/2 can do to a push becomes the nearest thing: a reset cuts the connection,
//! a `GOAWAY` closes it behind the answer.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header::CONNECTION};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::mpsc,
};

use super::{Connection, Order, Reply, Service};
use crate::script::ScriptAction;

/// Why a request over HTTP/1.1 got no answer: hyper ends the connection with it.
#[derive(Debug, thiserror::Error)]
#[error("the connection is cut on purpose")]
struct CutOnPurpose;

pub(super) async fn drive<S: Service, T: AsyncRead + AsyncWrite + Unpin>(
    io: T,
    service: Arc<S>,
    session: S::Session,
    connection: Arc<Connection>,
    mut orders: mpsc::UnboundedReceiver<Order>,
) -> Result<(), hyper::Error> {
    let answerer = service_fn(|request: Request<Incoming>| {
        connection.count_stream();
        answer(&*service, &session, request)
    });
    let served = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(io), answerer);
    let mut served = std::pin::pin!(served);
    loop {
        tokio::select! {
            ended = served.as_mut() => return ended,
            Some(order) = orders.recv() => match order {
                Order::GoAway { .. } => served.as_mut().graceful_shutdown(),
                Order::Cut => return Ok(()),
            },
        }
    }
}

async fn answer<S: Service>(
    service: &S,
    session: &S::Session,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, CutOnPurpose> {
    let (head, body) = request.into_parts();
    // A body over the limit is answered as what it is: longer than any limit of the service's.
    let body = match Limited::new(body, S::MAX_BODY_BYTES).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => vec![b' '; S::MAX_BODY_BYTES + 1].into(),
        Err(_) => return Err(CutOnPurpose),
    };
    let reply = service.answer(session, &Request::from_parts(head, body));
    tokio::time::sleep(reply.delay).await;
    match reply.action {
        ScriptAction::Answer => Ok(response(reply, false)),
        ScriptAction::GoAwayAnswer => Ok(response(reply, true)),
        ScriptAction::Hang => std::future::pending().await,
        ScriptAction::Reset(_) | ScriptAction::GoAwayDrop { .. } | ScriptAction::Drop => Err(CutOnPurpose),
    }
}

fn response(reply: Reply, close: bool) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(reply.body));
    *response.status_mut() = http::StatusCode::from_u16(reply.status).unwrap_or_default();
    response.headers_mut().extend(reply.headers);
    if close {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
