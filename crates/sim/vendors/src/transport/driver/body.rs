use std::task::{Context, Poll, ready};

use bytes::Bytes;
use h2::RecvStream;

/// Collects a request's body, up to a limit and one byte.
pub(super) struct BodyReader {
    stream: RecvStream,
    limit: usize,
    /// Almost every body comes in one piece, which is kept as it is.
    first: Bytes,
    rest: Vec<u8>,
}

impl BodyReader {
    pub(super) fn new(stream: RecvStream, limit: usize) -> Self {
        Self { stream, limit, first: Bytes::new(), rest: Vec::new() }
    }

    /// The body, once it is there; `None` when the peer reset the stream.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        loop {
            if self.rest.len().max(self.first.len()) > self.limit {
                break;
            }
            match ready!(self.stream.poll_data(cx)) {
                None => break,
                Some(Err(_)) => return Poll::Ready(None),
                Some(Ok(piece)) => self.take(piece),
            }
        }
        Poll::Ready(Some(if self.rest.is_empty() {
            std::mem::take(&mut self.first)
        } else {
            std::mem::take(&mut self.rest).into()
        }))
    }

    /// The same, waiting.
    pub(super) async fn read(&mut self) -> Option<Bytes> {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    fn take(&mut self, piece: Bytes) {
        // Fails only for a stream that is already gone, which the next poll says.
        let _ = self.stream.flow_control().release_capacity(piece.len());
        if self.first.is_empty() && self.rest.is_empty() {
            self.first = piece;
            return;
        }
        if self.rest.is_empty() {
            self.rest.extend_from_slice(&self.first);
        }
        self.rest.extend_from_slice(&piece);
    }
}
