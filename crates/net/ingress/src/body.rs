use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use crate::{activity::Activity, counters::Counters, limits::BodyPace};

mod pace;

use pace::Pace;

/// The body of a request, as it comes in. Fails when it comes too slowly (see [`BodyPace`]).
///
/// Read a small one whole by [`RequestBody::read`]; a large one frame by frame as any `http_body::Body`.
#[derive(Debug)]
pub struct RequestBody {
    incoming: Incoming,
    pace: Pace,
    ended: bool,
    connection: Connection,
}

/// Whom a body tells of its end.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) activity: Arc<Activity>,
    pub(crate) counters: Arc<Counters>,
}

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// It is longer than allowed. Answer 413.
    #[error("the body is longer than {max_bytes} bytes")]
    TooLarge {
        /// What was allowed.
        max_bytes: usize,
    },
    /// It came too slowly. Answer 408.
    #[error("the body came too slowly")]
    TooSlow,
    /// The caller went away in the middle, or broke the protocol. Answer 400, which it may not see.
    #[error("the body ended too early")]
    Cut(#[source] hyper::Error),
}

impl BodyError {
    /// The status that tells the caller: 413, 408 or 400.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Cut(_) => StatusCode::BAD_REQUEST,
        }
    }
}

impl RequestBody {
    pub(crate) fn new(incoming: Incoming, pace: BodyPace, connection: Connection) -> Self {
        let ended = incoming.is_end_stream();
        Self { incoming, pace: Pace::new(pace), ended, connection }
    }

    /// The whole body, if it is at most `max_bytes` long. A body that announces more is refused before it is read;
    /// one that comes in one piece is not copied. Trailers are left out.
    ///
    /// # Errors
    /// See [`BodyError`]; [`BodyError::status`] is what to answer.
    pub async fn read(mut self, max_bytes: usize) -> Result<Bytes, BodyError> {
        let too_large = || BodyError::TooLarge { max_bytes };
        let announced = self.incoming.size_hint().lower();
        if usize::try_from(announced).map_or(true, |length| length > max_bytes) {
            return Err(too_large());
        }
        let Some(first) = self.data().await? else { return Ok(Bytes::new()) };
        if first.len() > max_bytes {
            return Err(too_large());
        }
        let Some(second) = self.data().await? else { return Ok(first) };
        let expected = usize::try_from(announced).unwrap_or(0).max(first.len() + second.len());
        let mut whole = BytesMut::with_capacity(expected.min(max_bytes));
        whole.extend_from_slice(&first);
        let mut next = Some(second);
        while let Some(part) = next {
            if part.len() > max_bytes - whole.len() {
                return Err(too_large());
            }
            whole.extend_from_slice(&part);
            next = self.data().await?;
        }
        Ok(whole.freeze())
    }

    /// The next piece of data. Absent at the end.
    ///
    /// # Errors
    /// [`BodyError::TooSlow`] or [`BodyError::Cut`].
    pub async fn data(&mut self) -> Result<Option<Bytes>, BodyError> {
        if self.ended {
            return Ok(None);
        }
        loop {
            match std::future::poll_fn(|cx| Pin::new(&mut *self).poll_frame(cx)).await {
                None => return Ok(None),
                Some(frame) => {
                    if let Ok(data) = frame?.into_data() {
                        return Ok(Some(data));
                    }
                }
            }
        }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = &mut *self;
        match Pin::new(&mut this.incoming).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                this.pace.received(frame.data_ref().map_or(0, Bytes::len));
                this.ended = this.incoming.is_end_stream();
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => {
                this.ended = true;
                Poll::Ready(Some(Err(BodyError::Cut(error))))
            }
            Poll::Ready(None) => {
                this.ended = true;
                Poll::Ready(None)
            }
            Poll::Pending => {
                ready!(this.pace.poll_late(cx));
                this.connection.counters.body_timeouts.add();
                Poll::Ready(Some(Err(BodyError::TooSlow)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        if !self.ended && !self.incoming.is_end_stream() {
            self.connection.activity.body_abandoned();
        }
    }
}
