use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What is collected before it is written although nobody asked for it to be flushed.
const BATCH: usize = 64 * 1024;

/// Collects writes until a flush. The `h2` library writes frame by frame and flushes when it has no more to say;
/// without this each frame becomes a TLS record and a system call of its own, which is a third of a push's cost.
#[derive(Debug)]
pub(crate) struct BatchWriter<S> {
    inner: S,
    waiting: BytesMut,
}

impl<S: AsyncWrite + Unpin> BatchWriter<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner, waiting: BytesMut::new() }
    }

    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.waiting.has_remaining() {
            let written = ready!(Pin::new(&mut self.inner).poll_write(cx, &self.waiting))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.waiting.advance(written);
        }
        Poll::Ready(Ok(()))
    }

    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.waiting.len() < BATCH { Poll::Ready(Ok(())) } else { self.poll_drain(cx) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for BatchWriter<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for BatchWriter<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_room(cx))?;
        this.waiting.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_room(cx))?;
        for slice in slices {
            this.waiting.extend_from_slice(slice);
        }
        Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()))
    }

    /// Says yes so that `h2` hands over payloads without copying them into its own buffer first.
    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_drain(cx))?;
        Pin::new(&mut this.inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_drain(cx))?;
        Pin::new(&mut this.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn nothing_is_written_before_the_flush_and_everything_after() {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        let mut writer = BatchWriter::new(near);
        writer.write_all(b"one").await.unwrap();
        writer.write_all(b"two").await.unwrap();
        assert_eq!(writer.waiting.len(), 6);
        writer.flush().await.unwrap();
        let mut got = [0; 6];
        far.read_exact(&mut got).await.unwrap();
        assert_eq!(&got, b"onetwo");
    }

    #[tokio::test]
    async fn a_full_batch_is_written_without_a_flush() {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        let mut writer = BatchWriter::new(near);
        writer.write_all(&vec![1; BATCH]).await.unwrap();
        writer.write_all(b"x").await.unwrap();
        let mut got = vec![0; BATCH];
        far.read_exact(&mut got).await.unwrap();
        assert_eq!(writer.waiting.len(), 1);
    }
}
