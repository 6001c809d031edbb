use std::{
    io,
    sync::{Arc, atomic::Ordering},
};

use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::sleep,
};

use crate::{
    received::{Received, Shared},
    reply::Action,
};

pub(crate) async fn serve(
    io: impl AsyncRead + AsyncWrite + Unpin + Send,
    number: usize,
    certificate: Option<Vec<u8>>,
    shared: Arc<Shared>,
) {
    let service = service_fn(|request| one(request, number, certificate.clone(), Arc::clone(&shared)));
    // A client that goes away, or a script that closes, ends the connection with an error that nobody needs.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(io), service).await;
}

async fn one(
    request: Request<Incoming>,
    connection: usize,
    client_certificate: Option<Vec<u8>>,
    shared: Arc<Shared>,
) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let host = head.headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let received = Received {
        connection,
        method: head.method.to_string(),
        path: head.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        authority: host,
        headers: head.headers,
        body,
        client_certificate,
    };
    let reply = (shared.script)(&received);
    let now = shared.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
    shared.peak.fetch_max(now, Ordering::SeqCst);
    shared.record(received);
    if !reply.after.is_zero() {
        sleep(reply.after).await;
    }
    let outcome = match reply.action {
        Action::Answer { status, headers, body } => {
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(name, value);
            }
            response.body(Full::new(Bytes::from(body))).map_err(io::Error::other)
        }
        Action::Hang => std::future::pending().await,
        Action::Reset(_) | Action::Close | Action::GoAway { .. } => Err(io::Error::other("scripted")),
    };
    shared.in_flight.fetch_sub(1, Ordering::SeqCst);
    outcome
}
