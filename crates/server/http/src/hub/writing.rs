//! Writing events into sockets.
//!
//! Waking a task for each receiver costs nearly as much as what is done then; so whoever says an event also writes it, as
//! far as that goes without waiting. The socket's own task does the rest: it reads, and waits for room.

use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use axum::extract::ws::Message;
use countersign_primitives::TimestampMs;
use futures_util::SinkExt;
use tokio::{runtime::Handle, time};

use crate::hub::{
    connection::{Connection, Next},
    line::{Broken, Line},
};

/// How long a write may take.
const WRITE_TIME: Duration = Duration::from_secs(30);
/// To so many sockets an event is written at once; more are shared out.
const SOCKETS_AT_ONCE: usize = 16;

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

impl Connection {
    /// Writes the events that wait, in their order, as far as there is room.
    pub(super) fn write_waiting(self: &Arc<Self>, now: TimestampMs) -> Progress {
        let waker = Waker::from(Arc::clone(self));
        let cx = &mut Context::from_waker(&waker);
        let mut line = self.line.lock();
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
