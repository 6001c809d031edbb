use std::sync::{Arc, atomic::Ordering};

use bytes::{Bytes, BytesMut};
use h2::{
    Reason, RecvStream,
    server::{self, SendResponse},
};
use http::{HeaderMap, Request, Response};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::mpsc,
    task::JoinSet,
    time::sleep,
};

use crate::{
    received::{Received, Shared},
    reply::Action,
};

/// What a request asks its connection to do.
enum Order {
    Close,
    GoAway(u32),
    GracefulGoAway,
}

pub(crate) async fn serve(
    io: impl AsyncRead + AsyncWrite + Unpin,
    number: usize,
    certificate: Option<Vec<u8>>,
    shared: Arc<Shared>,
) {
    let mut builder = server::Builder::new();
    let streams = shared.streams.load(Ordering::SeqCst);
    if streams != u32::MAX {
        builder.max_concurrent_streams(streams);
    }
    let Ok(mut connection) = builder.handshake::<_, Bytes>(io).await else { return };
    let (orders, mut ordered) = mpsc::unbounded_channel();
    let mut requests = JoinSet::new();
    loop {
        tokio::select! {
            accepted = connection.accept() => {
                let Some(Ok((request, respond))) = accepted else { return };
                let served = one(request, respond, number, certificate.clone(), Arc::clone(&shared), orders.clone());
                requests.spawn(served);
            }
            Some(order) = ordered.recv() => match order {
                Order::Close => return,
                Order::GoAway(code) => {
                    connection.abrupt_shutdown(Reason::from(code));
                    // Writes the frame; nothing more is read from the client.
                    let _ = std::future::poll_fn(|cx| connection.poll_closed(cx)).await;
                    return;
                }
                Order::GracefulGoAway => connection.graceful_shutdown(),
            },
            Some(_) = requests.join_next() => {}
        }
    }
}

async fn one(
    request: Request<RecvStream>,
    respond: SendResponse<Bytes>,
    connection: usize,
    client_certificate: Option<Vec<u8>>,
    shared: Arc<Shared>,
    orders: mpsc::UnboundedSender<Order>,
) {
    let (head, body) = request.into_parts();
    let Some(body) = read(body).await else { return };
    let received = Received {
        connection,
        method: head.method.to_string(),
        path: head.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        authority: head.uri.authority().map(ToString::to_string).unwrap_or_default(),
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
    act(reply.action, respond, &orders).await;
    shared.in_flight.fetch_sub(1, Ordering::SeqCst);
}

async fn act(action: Action, mut respond: SendResponse<Bytes>, orders: &mpsc::UnboundedSender<Order>) {
    match action {
        Action::Answer { status, headers, body } => answer(&mut respond, status, &headers, body),
        Action::Hang => std::future::pending().await,
        Action::Reset(code) => respond.send_reset(Reason::from(code)),
        // The stream is held on to: dropping it would reset it before the connection ends.
        Action::Close => {
            drop(orders.send(Order::Close));
            std::future::pending::<()>().await;
        }
        Action::GoAway { code, answer: false } => {
            drop(orders.send(Order::GoAway(code)));
            std::future::pending::<()>().await;
        }
        Action::GoAway { answer: true, .. } => {
            drop(orders.send(Order::GracefulGoAway));
            answer(&mut respond, 200, &[], String::new());
        }
    }
}

fn answer(respond: &mut SendResponse<Bytes>, status: u16, headers: &[(String, String)], body: String) {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    let response = response.body(()).expect("scripts write valid headers");
    // The client may be gone already.
    if let Ok(mut stream) = respond.send_response(response, body.is_empty())
        && !body.is_empty()
    {
        let _ = stream.send_data(Bytes::from(body), true);
    }
}

async fn read(mut body: RecvStream) -> Option<Bytes> {
    let mut all = BytesMut::new();
    while let Some(chunk) = body.data().await {
        let chunk = chunk.ok()?;
        let _ = body.flow_control().release_capacity(chunk.len());
        all.extend_from_slice(&chunk);
    }
    let _: Option<HeaderMap> = body.trailers().await.ok()?;
    Some(all.freeze())
}
