use bytes::{Bytes, BytesMut};
use countersign_ingress::{BodyError, RequestBody};

/// A body, line by line, as it comes in.
pub(super) struct Lines {
    body: RequestBody,
    most: usize,
    kept: BytesMut,
    /// What of it is known to hold no end of a line.
    searched: usize,
    /// The rest of a line that is too long is passed over.
    skipping: bool,
    ended: bool,
}

/// One line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// All of it.
    Whole(Bytes),
    /// It was longer than allowed.
    TooLong,
}

impl Lines {
    /// Lines of at most `most` bytes.
    pub(super) fn new(body: RequestBody, most: usize) -> Self {
        Self { body, most, kept: BytesMut::new(), searched: 0, skipping: false, ended: false }
    }

    /// The next line; `None` at the end. May be dropped while it waits: nothing is lost.
    ///
    /// # Errors
    /// The body came too slowly or was cut. What had come of the last line is lost then.
    pub(super) async fn next(&mut self) -> Result<Option<Line>, BodyError> {
        loop {
            if let Some(line) = self.take() {
                return Ok(Some(line));
            }
            if self.ended {
                return Ok(None);
            }
            match self.body.data().await? {
                Some(data) => self.kept.extend_from_slice(&data),
                None => self.ended = true,
            }
        }
    }

    fn take(&mut self) -> Option<Line> {
        let end = self.kept[self.searched..].iter().position(|byte| *byte == b'\n').map(|at| at + self.searched);
        self.searched = self.kept.len();
        let (line, whole) = match end {
            Some(end) => {
                let mut line = self.kept.split_to(end + 1);
                line.truncate(end);
                (line, true)
            }
            None if self.ended => (self.kept.split(), true),
            None if self.kept.len() > self.most => (self.kept.split(), false),
            None => return None,
        };
        self.searched = 0;
        if self.skipping {
            // Told already.
            self.skipping = !whole;
            return if whole && !self.kept.is_empty() { self.take() } else { None };
        }
        self.skipping = !whole;
        if line.is_empty() && end.is_none() {
            return None;
        }
        Some(if line.len() > self.most { Line::TooLong } else { Line::Whole(line.freeze()) })
    }
}
