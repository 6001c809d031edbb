//! The socket of a connection, which whoever has an event writes into.

use std::{
    future::poll_fn,
    task::{Context, Poll, ready},
};

use axum::extract::ws::{Message, WebSocket};
use futures_util::{SinkExt, StreamExt};
use parking_lot::{Mutex, MutexGuard};

/// A socket, or the place for one.
#[derive(Default)]
pub(super) struct Line(Mutex<Option<WebSocket>>);

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

    /// The socket, for as long as it is looked at; `None` when there is none. Do not hold it while waiting.
    pub(super) fn lock(&self) -> MutexGuard<'_, Option<WebSocket>> {
        self.0.lock()
    }

    /// Writes what could not be written.
    pub(super) fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        let mut line = self.0.lock();
        line.as_mut().ok_or(Broken)?.poll_flush_unpin(cx).map_err(|_| Broken)
    }

    /// Writes a message, which is taken out once there is room for it.
    pub(super) fn poll_send(&self, cx: &mut Context<'_>, message: &mut Option<Message>) -> Poll<Result<(), Broken>> {
        let mut line = self.0.lock();
        let socket = line.as_mut().ok_or(Broken)?;
        ready!(socket.poll_ready_unpin(cx)).map_err(|_| Broken)?;
        if let Some(message) = message.take() {
            socket.start_send_unpin(message).map_err(|_| Broken)?;
        }
        socket.poll_flush_unpin(cx).map_err(|_| Broken)
    }
}
