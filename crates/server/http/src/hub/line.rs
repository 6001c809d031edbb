//! The socket of a connection, which whoever has an event writes into.
//!
//! Waking a task for each receiver costs nearly as much as the write itself; so whoever says an event also writes it,
//! as far as that goes without waiting. The socket's own task does the rest: it reads, and waits for room.

use std::{
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use axum::extract::ws::{Message, WebSocket};
use countersign_primitives::TimestampMs;
use futures_util::{SinkExt, StreamExt};
use parking_lot::Mutex;
use tokio::{runtime::Handle, time};

use crate::hub::connection::{Connection, Next};

/// How long a write may take.
const WRITE_TIME: Duration = Duration::from_secs(30);
/// To so many sockets an event is written at once; more are shared out.
const SOCKETS_AT_ONCE: usize = 16;

/// A socket, or the place for one.
#[derive(Default)]
pub(super) struct Line(Mutex<Option<WebSocket>>);

/// How far writing came.
pub(super) enum Progress {
    /// Everything that waited is written.
    Done,
    /// There is no room. The connection is woken when there is.
    Full,
    /// The session must be looked at first.
    LookAgain,
    /// The socket or the connection is over.
    Over,
}

/// A socket is over.
pub(super) struct Broken;

impl Line {
    /// Puts a socket in.
    pub(super) fn open(&self, socket: WebSocket) {
        *self.0.lock() = Some(socket);
    }

    /// Drops the socket.
    pub(super) fn close(&self) {
        let socket = self.0.lock().take();
        drop(socket);
    }

    /// What comes from the other end; `None` when nothing comes any more.
    pub(super) async fn read(&self) -> Option<Result<Message, axum::Error>> {
        poll_fn(|cx| match self.0.lock().as_mut() {
            Some(socket) => socket.poll_next_unpin(cx),
            None => Poll::Ready(None),
        })
        .await
    }

    fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        let mut line = self.0.lock();
        line.as_mut().ok_or(Broken)?.poll_flush_unpin(cx).map_err(|_| Broken)
    }

    fn poll_send(&self, cx: &mut Context<'_>, message: &mut Option<Message>) -> Poll<Result<(), Broken>> {
        let mut line = self.0.lock();
        let socket = line.as_mut().ok_or(Broken)?;
        ready!(socket.poll_ready_unpin(cx)).map_err(|_| Broken)?;
        if let Some(message) = message.take() {
            socket.start_send_unpin(message).map_err(|_| Broken)?;
        }
        socket.poll_flush_unpin(cx).map_err(|_| Broken)
    }
}

impl Connection {
    /// Writes the events that wait, in their order, as far as there is room.
    pub(super) fn write_waiting(self: &Arc<Self>, now: TimestampMs) -> Progress {
        let waker = Waker::from(Arc::clone(self));
        let cx = &mut Context::from_waker(&waker);
        let mut line = self.line.0.lock();
        let Some(socket) = line.as_mut() else { return Progress::Done };
        loop {
            match socket.poll_ready_unpin(cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(_)) => return Progress::Over,
                Poll::Pending => return Progress::Full,
            }
            match self.next(now) {
                Next::Write(seq, frame) => {
                    let message = Message::text(frame.text(seq, self.user_id()));
                    if socket.start_send_unpin(message).is_err() {
                        return Progress::Over;
                    }
                }
                Next::Nothing => break,
                Next::LookAgain => return Progress::LookAgain,
                Next::Close => return Progress::Over,
            }
        }
        match socket.poll_flush_unpin(cx) {
            Poll::Ready(Ok(())) => Progress::Done,
            Poll::Ready(Err(_)) => Progress::Over,
            Poll::Pending => Progress::Full,
        }
    }

    /// Writes a message of the socket's own task.
    pub(super) async fn send(self: &Arc<Self>, message: Message) -> Result<(), Broken> {
        let mut message = Some(message);
        self.with_room(|line, cx| line.poll_send(cx, &mut message)).await
    }

    /// Waits until what could not be written is.
    pub(super) async fn flush(self: &Arc<Self>) -> Result<(), Broken> {
        self.with_room(Line::poll_flush).await
    }

    async fn with_room(
        self: &Arc<Self>,
        mut step: impl FnMut(&Line, &mut Context<'_>) -> Poll<Result<(), Broken>>,
    ) -> Result<(), Broken> {
        let waker = Waker::from(Arc::clone(self));
        // Mostly there is room at once, and no clock is needed.
        let mut step = || step(&self.line, &mut Context::from_waker(&waker));
        if let Poll::Ready(done) = step() {
            return done;
        }
        let steps = async {
            loop {
                self.woken().await;
                if self.is_closed() {
                    return Err(Broken);
                }
                if let Poll::Ready(done) = step() {
                    return done;
                }
            }
        };
        Box::pin(time::timeout(WRITE_TIME, steps)).await.map_err(|_| Broken)?
    }
}

/// Writes what waits for these connections: a few at once, many by several tasks.
pub(super) fn write_all(mut connections: Vec<Arc<Connection>>, now: TimestampMs) {
    if connections.len() <= SOCKETS_AT_ONCE {
        write(&connections, now);
        return;
    }
    let Ok(runtime) = Handle::try_current() else { return write(&connections, now) };
    while !connections.is_empty() {
        let part = connections.split_off(connections.len().saturating_sub(SOCKETS_AT_ONCE));
        runtime.spawn(async move { write(&part, now) });
    }
}

fn write(connections: &[Arc<Connection>], now: TimestampMs) {
    for connection in connections {
        if !matches!(connection.write_waiting(now), Progress::Done) {
            connection.wake();
        }
    }
}
