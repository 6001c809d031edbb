use std::time::{Duration, UNIX_EPOCH};

use bytes::{Bytes, BytesMut};
use countersign_primitives::TimestampMs;
use http::{HeaderMap, StatusCode, response};

/// How much of an answer's body is kept. Push services answer with a line; what is longer comes from something else.
pub(crate) const MAX_BODY: usize = 16 * 1024;

/// Names a connection of a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub(crate) u64);

impl ConnectionId {
    /// The connection of this number.
    pub fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// Its number within the pool, from 1.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The body, at most its first 16 KiB.
    pub body: Bytes,
    /// Whether there was more body than that.
    pub truncated: bool,
    /// Which connection brought it: for [`crate::Pool::retire`]. Zero outside a pool.
    pub connection: ConnectionId,
}

impl Answer {
    pub(crate) fn new(head: response::Parts, body: Body, connection: ConnectionId) -> Self {
        let (body, truncated) = body.finish();
        Self { status: head.status, headers: head.headers, body, truncated, connection }
    }

    /// A header's value as text; `None` when it is missing or no text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The wait asked for by `Retry-After`, in seconds or as a date; `None` when it is missing, unreadable or over.
    pub fn retry_after(&self, now: TimestampMs) -> Option<Duration> {
        let text = self.header("retry-after")?.trim();
        let wait = if let Ok(secs) = text.parse() {
            Duration::from_secs(secs)
        } else {
            let at = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
            at.saturating_sub(now.since(TimestampMs::ZERO))
        };
        // A day is longer than anything here lives; more than that is nonsense.
        (!wait.is_zero()).then_some(wait.min(Duration::from_hours(24)))
    }
}

/// Collects a bounded body. The common case, one chunk, is kept without copying.
#[derive(Default)]
pub(crate) struct Body {
    first: Bytes,
    more: BytesMut,
    truncated: bool,
}

impl Body {
    /// Adds a chunk; false when nothing further is wanted.
    pub(crate) fn push(&mut self, chunk: Bytes) -> bool {
        if self.first.is_empty() && self.more.is_empty() && chunk.len() <= MAX_BODY {
            self.first = chunk;
            return true;
        }
        if self.more.is_empty() {
            self.more.extend_from_slice(&self.first);
        }
        let room = MAX_BODY - self.more.len().min(MAX_BODY);
        self.truncated = chunk.len() > room;
        self.more.extend_from_slice(&chunk[..chunk.len().min(room)]);
        !self.truncated
    }

    fn finish(self) -> (Bytes, bool) {
        if self.more.is_empty() { (self.first, self.truncated) } else { (self.more.freeze(), self.truncated) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_kept_up_to_its_bound() {
        let mut body = Body::default();
        assert!(body.push(Bytes::from(vec![b'a'; 10_000])));
        assert!(!body.push(Bytes::from(vec![b'b'; 10_000])));
        let (kept, truncated) = body.finish();
        assert_eq!((kept.len(), truncated), (MAX_BODY, true));
    }

    #[test]
    fn a_wait_is_read_in_seconds_and_as_a_date() {
        let now = TimestampMs::from_secs(784_111_700);
        for (text, secs) in [
            ("120", Some(120)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(77)),
            ("Sun, 06 Nov 1994 08:48:00 GMT", None),
            ("0", None),
            ("soon", None),
            ("99999999999", Some(86_400)),
        ] {
            let head = http::Response::builder().header("retry-after", text).body(()).unwrap().into_parts().0;
            let answer = Answer::new(head, Body::default(), ConnectionId::default());
            assert_eq!(answer.retry_after(now), secs.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn one_huge_chunk_is_cut_as_well() {
        let mut body = Body::default();
        assert!(!body.push(Bytes::from(vec![b'a'; 1 << 20])));
        assert_eq!(body.finish().0.len(), MAX_BODY);
    }
}
