//! Stands between TLS and the HTTP/2 library for what the library cannot do: change the stream limit while the
//! connection lives, put debug data into a `GOAWAY`, and count `PING`s.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Buf, BytesMut};
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{
    Connection,
    frames::{HEAD_BYTES, Inbound, Noticed, put_go_away, put_stream_limit, set_stream_limit},
};

/// Below this much room a read goes through a buffer of the tap's own, so that a frame's head always fits.
const DIRECT_READ_BYTES: usize = 64;
const OWN_READ_BYTES: usize = 4096;

/// What the driver tells the tap, and learns from it.
#[derive(Debug)]
pub(super) struct TapControl {
    inner: Mutex<Inner>,
    connection: Arc<Connection>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Frames to be sent between the library's.
    out: BytesMut,
    settings_acks: usize,
    /// Says goodbye to TLS with the next flush.
    closing: bool,
}

impl TapControl {
    /// Announces a new stream limit with the next flush.
    pub(super) fn announce_stream_limit(&self, streams: u32) {
        put_stream_limit(&mut self.inner.lock().out, streams);
    }

    /// Sends a `GOAWAY` with the next flush.
    pub(super) fn go_away(&self, last_stream: u32, code: u32, debug: &[u8]) {
        put_go_away(&mut self.inner.lock().out, last_stream, code, debug);
    }

    /// Ends the stream with the next flush.
    pub(super) fn close(&self) {
        self.inner.lock().closing = true;
    }

    /// How many `SETTINGS` of ours the peer has taken over.
    pub(super) fn settings_acks(&self) -> usize {
        self.inner.lock().settings_acks
    }

    /// Whether a noticed frame is for the library: it knows of its own `SETTINGS` only, which is the first.
    fn keep(&self, noticed: Noticed) -> bool {
        match noticed {
            Noticed::Ping => {
                self.connection.count_ping();
                true
            }
            Noticed::SettingsAck => {
                let mut inner = self.inner.lock();
                inner.settings_acks += 1;
                inner.settings_acks == 1
            }
        }
    }
}

/// The byte stream with the tap in it.
pub(super) struct Tap<T> {
    io: T,
    control: Arc<TapControl>,
    inbound: Inbound,
    /// Scanned bytes that found no room yet.
    ready: BytesMut,
    /// The stream limit to write into the library's first frame.
    first_limit: Option<u32>,
    /// That frame, until it is written: nothing may go before it.
    first: BytesMut,
}

impl<T> Tap<T> {
    /// Taps a stream; the first `SETTINGS` will announce `streams`.
    pub(super) fn new(io: T, streams: u32, connection: Arc<Connection>) -> (Self, Arc<TapControl>) {
        let control = Arc::new(TapControl { inner: Mutex::default(), connection });
        let tap = Self {
            io,
            control: Arc::clone(&control),
            inbound: Inbound::new(),
            ready: BytesMut::new(),
            first_limit: Some(streams),
            first: BytesMut::new(),
        };
        (tap, control)
    }
}

impl<T: AsyncRead + Unpin> Tap<T> {
    fn scan(&mut self, data: &mut [u8]) -> usize {
        let control = &self.control;
        self.inbound.scan(data, |noticed| control.keep(noticed))
    }

    /// Reads into `buf`, which has room for what was held and more. `false` at the end of the stream.
    fn poll_direct(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<bool>> {
        let start = buf.filled().len();
        let held = self.inbound.take_held();
        buf.put_slice(&held);
        let polled = Pin::new(&mut self.io).poll_read(cx, buf);
        let came = buf.filled().len() - start - held.len();
        match polled {
            Poll::Ready(Ok(())) if came > 0 => {}
            other => {
                // Put back what was held: without more bytes it is still no whole head.
                let kept = self.scan(&mut buf.filled_mut()[start..]);
                buf.set_filled(start + kept);
                return other.map_ok(|()| false);
            }
        }
        let kept = self.scan(&mut buf.filled_mut()[start..]);
        buf.set_filled(start + kept);
        Poll::Ready(Ok(true))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Tap<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            if !self.ready.is_empty() {
                let fits = self.ready.len().min(buf.remaining());
                buf.put_slice(&self.ready.split_to(fits));
                return Poll::Ready(Ok(()));
            }
            let start = buf.filled().len();
            if buf.remaining() >= DIRECT_READ_BYTES {
                let more = ready!(self.poll_direct(cx, buf))?;
                if !more || buf.filled().len() > start {
                    return Poll::Ready(Ok(()));
                }
            } else {
                let mut own = [0; OWN_READ_BYTES];
                let mut own = ReadBuf::new(&mut own);
                let more = ready!(self.poll_direct(cx, &mut own))?;
                if !more {
                    return Poll::Ready(Ok(()));
                }
                self.ready.extend_from_slice(own.filled());
            }
        }
    }
}

impl<T: AsyncWrite + Unpin> Tap<T> {
    fn poll_first(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.first.is_empty() {
            let written = ready!(Pin::new(&mut self.io).poll_write(cx, &self.first))?;
            self.first.advance(written);
        }
        Poll::Ready(Ok(()))
    }

    /// Writes the tap's own frames. Only at a flush of the library: then its last frame is whole.
    fn poll_own(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_first(cx))?;
        let mut inner = self.control.inner.lock();
        while !inner.out.is_empty() {
            let written = ready!(Pin::new(&mut self.io).poll_write(cx, &inner.out))?;
            inner.out.advance(written);
        }
        Poll::Ready(Ok(()))
    }

    /// Takes the library's first write, which begins with its `SETTINGS`, and writes the stream limit into it.
    fn take_first(&mut self, data: &[u8]) -> Option<usize> {
        let streams = self.first_limit?;
        let length = data.get(..3).map(|head| usize::from(head[1]) << 8 | usize::from(head[2]))? + HEAD_BYTES;
        let mut frame = BytesMut::from(data.get(..length)?);
        set_stream_limit(&mut frame, streams);
        self.first_limit = None;
        self.first = frame;
        Some(length)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Tap<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        if self.first_limit.is_some()
            && let Some(taken) = self.take_first(data)
        {
            return Poll::Ready(Ok(taken));
        }
        ready!(self.poll_first(cx))?;
        Pin::new(&mut self.io).poll_write(cx, data)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.first_limit.is_some()
            && let Some(taken) = pieces.first().and_then(|piece| self.take_first(piece))
        {
            return Poll::Ready(Ok(taken));
        }
        ready!(self.poll_first(cx))?;
        Pin::new(&mut self.io).poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_own(cx))?;
        if self.control.inner.lock().closing {
            return Pin::new(&mut self.io).poll_shutdown(cx);
        }
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_own(cx))?;
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
