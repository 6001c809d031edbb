//! The socket below HTTP.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, UnixStream},
};
use tokio_rustls::server::TlsStream;
use tokio_util::sync::WaitForCancellationFutureOwned;

use super::head::HeadGuard;
use crate::{activity::Activity, control::Control, places::Place};

/// One type for all sockets, so that everything above is compiled once.
pub(super) enum Transport {
    Tcp(TcpStream),
    Unix(UnixStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A socket that tells of its activity, holds its place among the listener's connections until it is closed, and can be
/// cut also when it has become a WebSocket.
pub(super) struct Wire {
    transport: Transport,
    put_back: Bytes,
    guard: Option<Guard>,
    activity: Arc<Activity>,
    control: Arc<Control>,
    cutting: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
    _place: Place,
}

/// The guard of the head that is arriving, and of which request it will be.
struct Guard {
    head: HeadGuard,
    request: u32,
}

impl Wire {
    pub(super) fn new(transport: Transport, activity: Arc<Activity>, control: Arc<Control>, place: Place) -> Self {
        Self { transport, put_back: Bytes::new(), guard: None, activity, control, cutting: None, _place: place }
    }

    /// From now on HTTP/1 is read: heads are looked at.
    pub(super) fn guard_heads(&mut self) {
        self.guard = Some(Guard { head: HeadGuard::default(), request: 0 });
    }

    /// The next reader finds these bytes first.
    pub(super) fn put_back(&mut self, bytes: Bytes) {
        self.put_back = bytes;
    }

    fn poll_socket(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.put_back.has_remaining() {
            let length = self.put_back.len().min(buf.remaining());
            buf.put_slice(&self.put_back.split_to(length));
            return Poll::Ready(Ok(()));
        }
        match &mut self.transport {
            Transport::Tcp(stream) => Pin::new(stream).poll_read(cx, buf),
            Transport::Unix(stream) => Pin::new(stream).poll_read(cx, buf),
            Transport::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }

    fn look_at_head(&mut self, bytes: &mut [u8]) {
        let Some(guard) = &mut self.guard else { return };
        if bytes.is_empty() || !self.activity.is_between_requests() {
            return;
        }
        self.activity.head_bytes_arrived();
        let request = self.activity.requests();
        if guard.request != request {
            *guard = Guard { head: HeadGuard::default(), request };
        }
        if let Some(framing) = guard.head.inspect(bytes) {
            self.activity.doubt(framing);
        }
    }

    /// Whether whoever holds an upgraded connection must let go of it.
    fn poll_cut(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        if !self.activity.is_upgraded() {
            return Poll::Pending;
        }
        let control = &self.control;
        let cutting = self.cutting.get_or_insert_with(|| Box::pin(control.cutting_owned()));
        cutting.as_mut().poll(cx).map(|()| io::ErrorKind::ConnectionAborted.into())
    }

    fn wrote(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(result, Poll::Ready(Ok(_))) {
            self.activity.bytes_written();
        }
        result
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let filled = buf.filled().len();
        match self.poll_socket(cx, buf) {
            Poll::Ready(result) => {
                self.look_at_head(&mut buf.filled_mut()[filled..]);
                Poll::Ready(result)
            }
            Poll::Pending => Poll::Ready(Err(ready!(self.poll_cut(cx)))),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let result = match &mut self.transport {
            Transport::Tcp(stream) => Pin::new(stream).poll_write(cx, buf),
            Transport::Unix(stream) => Pin::new(stream).poll_write(cx, buf),
            Transport::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        };
        self.wrote(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = match &mut self.transport {
            Transport::Tcp(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Transport::Unix(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Transport::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        };
        self.wrote(result)
    }

    fn is_write_vectored(&self) -> bool {
        match &self.transport {
            Transport::Tcp(stream) => stream.is_write_vectored(),
            Transport::Unix(stream) => stream.is_write_vectored(),
            Transport::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.transport {
            Transport::Tcp(stream) => Pin::new(stream).poll_flush(cx),
            Transport::Unix(stream) => Pin::new(stream).poll_flush(cx),
            Transport::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.transport {
            Transport::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            Transport::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
            Transport::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
