use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    pin::Pin,
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use object_store::{GetResult, GetResultPayload};
use tokio::{task, time};

use countersign_primitives::TimestampMs;

use super::{error::StorageError, patience::PATIENCE};

/// What is read from a folder at once.
const PIECE_BYTES: u64 = 256 * 1024;

type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, StorageError>> + Send>>;

/// A stored file, opened, or part of one. Its bytes are read as they are asked for.
pub struct Content {
    /// Bytes of the whole file.
    pub size: u64,
    /// Which of them follow.
    pub range: Range<u64>,
    /// When the file was stored. For the header `Last-Modified`.
    pub modified: TimestampMs,
    pieces: Pieces,
}

impl Content {
    pub(super) fn new(result: GetResult) -> Self {
        let (size, range) = (result.meta.size, result.range.clone());
        let modified = TimestampMs(result.meta.last_modified.timestamp_millis());
        let pieces: Pieces = match result.payload {
            GetResultPayload::File(file, _) => Box::pin(from_file(file, range.clone())),
            GetResultPayload::Stream(pieces) => Box::pin(pieces.map_err(StorageError::unavailable("read a file"))),
        };
        let expected = range.end - range.start;
        Self { size, range, modified, pieces: Box::pin(whole(within(pieces), expected)) }
    }

    /// The bytes, piece by piece. An error ends them, and so does waiting too long for the next piece.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, StorageError>> + Send + 'static {
        self.pieces
    }

    /// All the bytes at once.
    ///
    /// # Errors
    /// What the stream's errors are, and [`StorageError::TooLarge`] before anything is read when there are more than
    /// `max_bytes`.
    pub async fn into_bytes(mut self, max_bytes: u64) -> Result<Bytes, StorageError> {
        let length = self.range.end - self.range.start;
        if length > max_bytes {
            return Err(StorageError::TooLarge { max_bytes });
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        while let Some(piece) = self.pieces.next().await {
            bytes.extend_from_slice(&piece?);
        }
        Ok(bytes.into())
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content").field("size", &self.size).field("range", &self.range).finish_non_exhaustive()
    }
}

fn from_file(file: File, range: Range<u64>) -> impl Stream<Item = Result<Bytes, StorageError>> + Send {
    stream::try_unfold((file, range), |(mut file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let read = task::spawn_blocking(move || {
            let piece = read_piece(&mut file, &range)?;
            let next = range.start + piece.len() as u64..range.end;
            Ok::<_, io::Error>((piece, (file, next)))
        });
        match read.await.unwrap_or_else(|gone| Err(io::Error::other(gone))) {
            Ok((piece, _)) if piece.is_empty() => Err(StorageError::CutShort),
            Ok((piece, next)) => Ok(Some((piece, next))),
            Err(source) => Err(StorageError::Unavailable {
                doing: "read a file",
                source: object_store::Error::Generic { store: "folder", source: Box::new(source) },
            }),
        }
    })
}

fn read_piece(file: &mut File, range: &Range<u64>) -> io::Result<Bytes> {
    let length = (range.end - range.start).min(PIECE_BYTES);
    let mut piece = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.seek(SeekFrom::Start(range.start))?;
    file.take(length).read_to_end(&mut piece)?;
    Ok(piece.into())
}

fn within(pieces: Pieces) -> impl Stream<Item = Result<Bytes, StorageError>> + Send {
    stream::unfold(Some(pieces), |pieces| async move {
        let mut pieces = pieces?;
        match time::timeout(PATIENCE, pieces.next()).await {
            Ok(piece) => Some((piece?, Some(pieces))),
            Err(_) => Some((Err(StorageError::TimedOut { doing: "read a file", waited: PATIENCE }), None)),
        }
    })
}

/// Says so when the bytes end before they should: a body cut by the network must not pass for the file.
fn whole(
    pieces: impl Stream<Item = Result<Bytes, StorageError>> + Send,
    expected: u64,
) -> impl Stream<Item = Result<Bytes, StorageError>> + Send {
    stream::unfold(Some((Box::pin(pieces), expected)), |state| async move {
        let (mut pieces, missing) = state?;
        match pieces.next().await {
            Some(Ok(piece)) => {
                let missing = missing.saturating_sub(piece.len() as u64);
                Some((Ok(piece), Some((pieces, missing))))
            }
            Some(Err(error)) => Some((Err(error), None)),
            None if missing > 0 => Some((Err(StorageError::CutShort), None)),
            None => None,
        }
    })
}
