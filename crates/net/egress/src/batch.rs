use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What is collected before it is written although the turn is not over.
const BATCH: usize = 64 * 1024;

/// Collects writes until whoever drives the connection says that its turn is over. The `h2` library writes frame by frame
/// and flushes before it takes up the next payload; without this each push becomes a TLS record and a system call of its
/// own, which is a third of its cost. Therefore a flush does nothing here: see [`TurnEnd`].
#[derive(Debug)]
pub(crate) struct BatchWriter<S>(Arc<Mutex<Batch<S>>>);

/// The other handle of a [`BatchWriter`]. Must be polled after each turn of the connection.
#[derive(Debug)]
pub(crate) struct TurnEnd<S>(Arc<Mutex<Batch<S>>>);

#[derive(Debug)]
struct Batch<S> {
    inner: S,
    waiting: Vec<u8>,
    /// How much of `waiting` is written.
    written: usize,
    /// Writing failed at the end of a turn: the connection is told when it reads or writes again.
    failed: Option<io::ErrorKind>,
}

impl<S: AsyncWrite + Unpin> BatchWriter<S> {
    pub(crate) fn new(inner: S) -> (Self, TurnEnd<S>) {
        let batch = Arc::new(Mutex::new(Batch { inner, waiting: Vec::new(), written: 0, failed: None }));
        (Self(Arc::clone(&batch)), TurnEnd(batch))
    }
}

impl<S: AsyncWrite + Unpin> TurnEnd<S> {
    /// Writes what the turn has collected. Never fails: a failure is the connection's, which is woken for it.
    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut batch = self.0.lock();
        if let Err(error) = ready!(batch.poll_flush(cx)) {
            batch.failed = Some(error.kind());
            cx.waker().wake_by_ref();
        }
        Poll::Ready(())
    }
}

impl<S: AsyncWrite + Unpin> Batch<S> {
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.waiting.len() {
            match ready!(Pin::new(&mut self.inner).poll_write(cx, &self.waiting[self.written..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        self.waiting.clear();
        self.written = 0;
        Poll::Ready(Ok(()))
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.waiting.is_empty() && self.failed.is_none() {
            return Poll::Ready(Ok(()));
        }
        ready!(self.poll_drain(cx))?;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.failed {
            Some(failed) => Poll::Ready(Err(failed.into())),
            None if self.waiting.len() < BATCH => Poll::Ready(Ok(())),
            None => self.poll_drain(cx),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for BatchWriter<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut batch = self.0.lock();
        match batch.failed {
            Some(failed) => Poll::Ready(Err(failed.into())),
            None => Pin::new(&mut batch.inner).poll_read(cx, buffer),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for BatchWriter<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut batch = self.0.lock();
        ready!(batch.poll_room(cx))?;
        batch.waiting.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut batch = self.0.lock();
        ready!(batch.poll_room(cx))?;
        for slice in slices {
            batch.waiting.extend_from_slice(slice);
        }
        Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()))
    }

    /// Says yes so that `h2` hands over payloads without copying them into its own buffer first.
    fn is_write_vectored(&self) -> bool {
        true
    }

    /// Done at the end of the turn.
    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.0.lock().failed {
            Some(failed) => Poll::Ready(Err(failed.into())),
            None => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut batch = self.0.lock();
        ready!(batch.poll_drain(cx))?;
        Pin::new(&mut batch.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn nothing_is_written_before_the_turn_ends_and_everything_then() {
        let (near, mut far) = duplex(1 << 20);
        let (mut writer, turn_end) = BatchWriter::new(near);
        writer.write_all(b"one").await.unwrap();
        writer.flush().await.unwrap();
        writer.write_all(b"two").await.unwrap();
        assert_eq!(writer.0.lock().waiting.len(), 6);
        poll_fn(|cx| turn_end.poll(cx)).await;
        let mut got = [0; 6];
        far.read_exact(&mut got).await.unwrap();
        assert_eq!(&got, b"onetwo");
        assert!(writer.0.lock().waiting.is_empty());
    }

    #[tokio::test]
    async fn a_full_batch_is_written_within_the_turn() {
        let (near, mut far) = duplex(1 << 20);
        let (mut writer, _turn_end) = BatchWriter::new(near);
        writer.write_all(&vec![1; BATCH]).await.unwrap();
        writer.write_all(b"x").await.unwrap();
        let mut got = vec![0; BATCH];
        far.read_exact(&mut got).await.unwrap();
        assert_eq!(writer.0.lock().waiting, b"x");
    }

    #[tokio::test]
    async fn a_peer_that_takes_a_little_at_a_time_gets_all_in_order() {
        let (near, mut far) = duplex(10);
        let (mut writer, turn_end) = BatchWriter::new(near);
        writer.write_all(b"a text of more than ten bytes").await.unwrap();
        let reading = tokio::spawn(async move {
            let mut got = [0; 29];
            far.read_exact(&mut got).await.unwrap();
            got
        });
        poll_fn(|cx| turn_end.poll(cx)).await;
        assert_eq!(&reading.await.unwrap(), b"a text of more than ten bytes");
    }

    #[tokio::test]
    async fn what_fails_at_the_end_of_a_turn_is_told_at_the_next() {
        let (near, far) = duplex(10);
        drop(far);
        let (mut writer, turn_end) = BatchWriter::new(near);
        writer.write_all(b"into the void").await.unwrap();
        poll_fn(|cx| turn_end.poll(cx)).await;
        assert!(writer.write_all(b"x").await.is_err());
        assert!(writer.flush().await.is_err());
        assert!(writer.read_u8().await.is_err());
    }

    #[tokio::test]
    async fn closing_writes_what_is_left() {
        let (near, mut far) = duplex(100);
        let (mut writer, _turn_end) = BatchWriter::new(near);
        writer.write_all(b"farewell").await.unwrap();
        writer.shutdown().await.unwrap();
        let mut got = String::new();
        far.read_to_string(&mut got).await.unwrap();
        assert_eq!(got, "farewell");
    }
}
