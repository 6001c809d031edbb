//! One HTTP/2 connection: accepts requests, has them answered, and does to the connection what a reply asks for.

mod body;

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use h2::{
    Reason, RecvStream,
    server::{self, SendResponse},
};
use http::{Request, Response};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::mpsc,
    time::Sleep,
};

use self::body::BodyReader;
use super::{
    Connection, Http2Limits, Order, Reply, Service,
    stream_limit::StreamLimit,
    tap::{Tap, TapControl},
};
use crate::script::ScriptAction;

/// The longest list of headers, as Apple announces it.
const MAX_HEADER_LIST_BYTES: u32 = 8000;
/// More streams than any limit of ours: the driver refuses what is over the announced one.
const LIBRARY_STREAMS: u32 = 1 << 30;
/// How long a connection that said goodbye waits for the peer to close.
const LINGER: Duration = Duration::from_millis(500);

type Later = Pin<Box<dyn Future<Output = Done> + Send>>;

/// What became of a request that could not be answered at once.
enum Done {
    /// Its body came.
    Read(Request<Bytes>, SendResponse<Bytes>),
    /// It is time for this reply.
    Reply(SendResponse<Bytes>, Reply),
    /// The peer gave it up.
    GivenUp,
}

/// Runs a connection until it ends.
pub(super) async fn drive<S: Service, T: AsyncRead + AsyncWrite + Unpin>(
    io: T,
    service: Arc<S>,
    session: S::Session,
    connection: Arc<Connection>,
    orders: mpsc::UnboundedReceiver<Order>,
) -> Result<(), h2::Error> {
    let limits = service.limits(&session);
    let (tap, control) = Tap::new(io, limits.streams, Arc::clone(&connection));
    let h2 = handshake(tap, limits).await?;
    let mut driver = Driver {
        h2,
        control,
        service,
        session,
        connection,
        orders,
        later: FuturesUnordered::new(),
        limit: StreamLimit::new(limits.streams),
        in_flight: 0,
        last_stream: 0,
        ending: None,
        unanswered: Vec::new(),
    };
    std::future::poll_fn(|cx| driver.poll(cx)).await
}

async fn handshake<T: AsyncRead + AsyncWrite + Unpin>(
    tap: Tap<T>,
    limits: Http2Limits,
) -> Result<server::Connection<Tap<T>, Bytes>, h2::Error> {
    server::Builder::new()
        .max_concurrent_streams(LIBRARY_STREAMS)
        .initial_window_size(limits.stream_window_bytes)
        .initial_connection_window_size(limits.connection_window_bytes)
        .max_frame_size(16_384)
        .max_header_list_size(MAX_HEADER_LIST_BYTES)
        .handshake(tap)
        .await
}

struct Driver<S: Service, T> {
    h2: server::Connection<Tap<T>, Bytes>,
    control: Arc<TapControl>,
    service: Arc<S>,
    session: S::Session,
    connection: Arc<Connection>,
    orders: mpsc::UnboundedReceiver<Order>,
    later: FuturesUnordered<Later>,
    limit: StreamLimit,
    in_flight: u32,
    last_stream: u32,
    ending: Option<Ending>,
    /// Streams that get no answer. Dropping them earlier would reset them.
    unanswered: Vec<SendResponse<Bytes>>,
}

/// How a connection comes to its end.
enum Ending {
    /// What is in flight is answered, then the peer has a moment to close.
    Answering,
    /// The peer has a moment to close.
    Lingering(Pin<Box<Sleep>>),
    /// Now.
    Cut,
}

impl<S: Service, T: AsyncRead + AsyncWrite + Unpin> Driver<S, T> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), h2::Error>> {
        loop {
            let mut moved = false;
            while let Poll::Ready(next) = self.h2.poll_accept(cx) {
                let Some(next) = next else { return Poll::Ready(Ok(())) };
                let (request, respond) = next?;
                self.begin(cx, request, respond);
                moved = true;
            }
            while let Poll::Ready(Some(done)) = self.later.poll_next_unpin(cx) {
                self.go_on(done);
                moved = true;
            }
            while let Poll::Ready(Some(order)) = self.orders.poll_recv(cx) {
                self.obey(order);
                moved = true;
            }
            match self.poll_ending(cx) {
                Poll::Ready(()) => return Poll::Ready(Ok(())),
                Poll::Pending if !moved => return Poll::Pending,
                Poll::Pending => {}
            }
        }
    }

    fn begin(&mut self, cx: &mut Context<'_>, request: Request<RecvStream>, mut respond: SendResponse<Bytes>) {
        self.connection.count_stream();
        if self.ending.is_some() {
            // Beyond the last stream of the GOAWAY: not looked at, which the peer knows.
            self.unanswered.push(respond);
            return;
        }
        self.last_stream = respond.stream_id().as_u32();
        self.limit.acknowledge(self.control.settings_acks());
        if self.in_flight >= self.limit.allowed() {
            self.connection.count_refused_stream();
            respond.send_reset(Reason::REFUSED_STREAM);
            return;
        }
        self.set_in_flight(self.in_flight + 1);
        let (head, stream) = request.into_parts();
        let mut reader = BodyReader::new(stream, S::MAX_BODY_BYTES);
        match reader.poll(cx) {
            Poll::Ready(Some(body)) => self.answer(&Request::from_parts(head, body), respond),
            Poll::Ready(None) => self.set_in_flight(self.in_flight - 1),
            Poll::Pending => self.later.push(Box::pin(async move {
                match reader.read().await {
                    Some(body) => Done::Read(Request::from_parts(head, body), respond),
                    None => Done::GivenUp,
                }
            })),
        }
    }

    fn go_on(&mut self, done: Done) {
        match done {
            Done::Read(request, respond) => self.answer(&request, respond),
            Done::Reply(respond, reply) => self.act(respond, reply),
            Done::GivenUp => self.set_in_flight(self.in_flight - 1),
        }
    }

    fn answer(&mut self, request: &Request<Bytes>, mut respond: SendResponse<Bytes>) {
        let reply = self.service.answer(&self.session, request);
        if reply.delay.is_zero() {
            return self.act(respond, reply);
        }
        self.later.push(Box::pin(async move {
            let given_up = {
                let reset = std::future::poll_fn(|cx| respond.poll_reset(cx));
                tokio::time::timeout(reply.delay, reset).await.is_ok()
            };
            if given_up { Done::GivenUp } else { Done::Reply(respond, reply) }
        }));
    }

    fn act(&mut self, mut respond: SendResponse<Bytes>, reply: Reply) {
        match reply.action {
            ScriptAction::Hang => {
                self.later.push(Box::pin(async move {
                    let _ = std::future::poll_fn(|cx| respond.poll_reset(cx)).await;
                    Done::GivenUp
                }));
                return;
            }
            ScriptAction::Reset(code) => respond.send_reset(Reason::from(code)),
            ScriptAction::GoAwayDrop { code, unprocessed } => {
                let this = respond.stream_id().as_u32();
                let last = if unprocessed { this.saturating_sub(2) } else { self.last_stream };
                self.control.go_away(last, code, &reply.debug);
                self.unanswered.push(respond);
                self.linger();
            }
            ScriptAction::Drop => {
                self.unanswered.push(respond);
                self.ending = Some(Ending::Cut);
            }
            ScriptAction::GoAwayAnswer => {
                self.control.go_away(self.last_stream, Reason::NO_ERROR.into(), &reply.debug);
                self.ending.get_or_insert(Ending::Answering);
                send(respond, reply);
            }
            ScriptAction::Answer => {
                if let Some(streams) = reply.streams
                    && self.limit.announce(streams)
                {
                    self.control.announce_stream_limit(streams);
                }
                send(respond, reply);
            }
        }
        self.set_in_flight(self.in_flight - 1);
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Cut => self.ending = Some(Ending::Cut),
            Order::GoAway { code, debug } => {
                self.control.go_away(self.last_stream, code, &debug);
                if code == u32::from(Reason::NO_ERROR) {
                    self.ending.get_or_insert(Ending::Answering);
                } else {
                    self.linger();
                }
            }
        }
    }

    fn linger(&mut self) {
        if !matches!(self.ending, Some(Ending::Cut | Ending::Lingering(_))) {
            self.ending = Some(Ending::Lingering(Box::pin(tokio::time::sleep(LINGER))));
        }
    }

    fn poll_ending(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if matches!(self.ending, Some(Ending::Answering)) && self.in_flight == 0 {
            self.linger();
        }
        match &mut self.ending {
            Some(Ending::Cut) => Poll::Ready(()),
            Some(Ending::Lingering(sleep)) => {
                ready!(sleep.poll_unpin(cx));
                self.control.close();
                // Flushes. What comes back does not matter any more.
                let _ = self.h2.poll_accept(cx);
                Poll::Ready(())
            }
            Some(Ending::Answering) | None => Poll::Pending,
        }
    }

    fn set_in_flight(&mut self, streams: u32) {
        self.in_flight = streams;
        self.connection.set_in_flight(streams);
    }
}

fn send(mut respond: SendResponse<Bytes>, reply: Reply) {
    let Ok(mut head) = Response::builder().status(reply.status).body(()) else { return };
    head.headers_mut().extend(reply.headers);
    let empty = reply.body.is_empty();
    // An error means that the peer has gone or has reset the stream: nobody is there to be told.
    if let Ok(mut stream) = respond.send_response(head, empty)
        && !empty
    {
        let _ = stream.send_data(reply.body, true);
    }
}
