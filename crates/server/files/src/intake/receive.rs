use std::{error::Error, sync::Arc};

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use countersign_primitives::FileId;

use super::{
    outcome::{IntakeConfig, IntakeError, PictureFacts, Received},
    process::{Processed, process},
};
use crate::{
    file_name::{clean_file_name, extension},
    media_type::{may_be_picture, media_type},
    picture::{PictureError, PictureFormat, PictureLimits, Renditions, measure},
    storage::{FileStore, StorageError, StoredPath},
    workers::Workers,
};

/// Memory is counted in pieces of this size.
const PIECE_BYTES: usize = 64 * 1024;

/// Takes uploads in. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Intake {
    store: FileStore,
    workers: Workers,
    config: IntakeConfig,
    memory: Arc<Semaphore>,
}

impl Intake {
    /// Files go to `store`, pictures through `workers`.
    pub fn new(store: FileStore, workers: Workers, config: IntakeConfig) -> Self {
        let largest = usize::try_from(config.limits.max_bytes).unwrap_or(usize::MAX);
        let pieces = config.memory_bytes.max(largest).div_ceil(PIECE_BYTES) + 1;
        let memory = Arc::new(Semaphore::new(pieces.min(Semaphore::MAX_PERMITS)));
        Self { store, workers, config, memory }
    }

    /// The same intake with other limits, for a server whose settings changed. Its memory stays what it was, and is
    /// shared.
    #[must_use]
    pub fn with_limits(&self, limits: PictureLimits) -> Self {
        Self { config: IntakeConfig { limits, ..self.config }, ..self.clone() }
    }

    /// Receives a file under `id` and stores it, its preview and its thumbnail; the file itself last, so that whoever
    /// sees it sees them all. Pictures lose their metadata before anything is stored.
    ///
    /// # Errors
    /// An [`IntakeError`]; nothing of it stays stored.
    pub async fn receive<S, E>(&self, id: FileId, name: &str, bytes: S) -> Result<Received, IntakeError<E>>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
        E: Error + 'static,
    {
        let name = clean_file_name(name)?.to_owned();
        let mut bytes = bytes;
        let head = read_head(&mut bytes).await?;
        let media_type = media_type(&name, &head);
        let extension = extension(&name);
        let is_picture = may_be_picture(&media_type) && PictureFormat::sniff(&head).is_some();
        let (size, picture) = if is_picture {
            self.receive_picture(id, head, bytes).await?
        } else {
            (self.pass_through(id, head, bytes).await?, None)
        };
        Ok(Received { name, extension, media_type, size, picture })
    }

    /// Deletes a file and its renditions, the file first. That there are none is fine.
    ///
    /// # Errors
    /// The storage's errors; call again.
    pub async fn delete(&self, id: FileId) -> Result<(), StorageError> {
        for path in [StoredPath::original(id), StoredPath::preview(id), StoredPath::thumbnail(id)] {
            self.store.delete(&path).await?;
        }
        Ok(())
    }

    async fn pass_through<S, E>(&self, id: FileId, head: Bytes, mut rest: S) -> Result<u64, IntakeError<E>>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
        E: Error + 'static,
    {
        let mut upload = self.store.begin(&StoredPath::original(id), self.config.limits.max_bytes);
        upload.write(head).await?;
        while let Some(piece) = rest.next().await {
            upload.write(piece.map_err(IntakeError::Source)?).await?;
        }
        Ok(upload.finish().await?)
    }

    async fn receive_picture<S, E>(
        &self,
        id: FileId,
        head: Bytes,
        rest: S,
    ) -> Result<(u64, Option<PictureFacts>), IntakeError<E>>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
        E: Error + 'static,
    {
        let (bytes, memory) = self.collect(head, rest).await?;
        let limits = self.config.limits;
        let working_bytes = match measure(&bytes, &limits) {
            Ok(measured) => measured.working_bytes,
            Err(PictureError::TooManyPixels { width, height, max_pixels }) => {
                return Err(IntakeError::TooManyPixels { width, height, max_pixels });
            }
            Err(_) => bytes.len() as u64,
        };
        let work = move || {
            let processed = process(&bytes, &limits);
            drop((bytes, memory));
            processed
        };
        let processed = self.workers.run(working_bytes, work).await?.map_err(|refused| match refused {
            PictureError::TooManyPixels { width, height, max_pixels } => {
                IntakeError::TooManyPixels { width, height, max_pixels }
            }
            _ => IntakeError::TooLarge { max_bytes: limits.max_bytes },
        })?;
        match self.store_picture(id, processed).await {
            Ok(stored) => Ok(stored),
            Err(error) => {
                // Renditions nobody will ask for; when storage is out of reach they stay, harmless.
                self.delete(id).await.ok();
                Err(error.into())
            }
        }
    }

    async fn store_picture(
        &self,
        id: FileId,
        Processed { original, renditions }: Processed,
    ) -> Result<(u64, Option<PictureFacts>), StorageError> {
        if let Some(Renditions { thumbnail, preview, .. }) = &renditions {
            self.store.put(&StoredPath::thumbnail(id), thumbnail.bytes.clone()).await?;
            self.store.put(&StoredPath::preview(id), preview.bytes.clone()).await?;
        }
        let size = original.len() as u64;
        self.store.put(&StoredPath::original(id), original).await?;
        let facts = renditions.map(|renditions| PictureFacts {
            width: renditions.width,
            height: renditions.height,
            has_preview_image: renditions.has_preview_image,
            mini_preview: renditions.mini_preview_base64(),
        });
        Ok((size, facts))
    }

    /// Gathers a picture in memory, as long as there is some.
    async fn collect<S, E>(&self, head: Bytes, mut rest: S) -> Result<(Bytes, OwnedSemaphorePermit), IntakeError<E>>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
        E: Error + 'static,
    {
        let max_bytes = self.config.limits.max_bytes;
        let mut bytes = BytesMut::from(head.as_ref());
        let mut memory = self.reserve(bytes.len())?;
        while let Some(piece) = rest.next().await {
            let piece = piece.map_err(IntakeError::Source)?;
            if (bytes.len() + piece.len()) as u64 > max_bytes {
                return Err(IntakeError::TooLarge { max_bytes });
            }
            let missing = (bytes.len() + piece.len()).saturating_sub(memory.num_permits() * PIECE_BYTES);
            if missing > 0 {
                memory.merge(self.reserve(missing)?);
            }
            bytes.extend_from_slice(&piece);
        }
        if bytes.len() as u64 > max_bytes {
            return Err(IntakeError::TooLarge { max_bytes });
        }
        Ok((bytes.freeze(), memory))
    }

    /// Never waits: two uploads that waited for each other's memory would wait for ever.
    fn reserve<E: Error + 'static>(&self, bytes: usize) -> Result<OwnedSemaphorePermit, IntakeError<E>> {
        let pieces = u32::try_from(bytes.div_ceil(PIECE_BYTES)).unwrap_or(u32::MAX);
        Arc::clone(&self.memory).try_acquire_many_owned(pieces).map_err(|_| IntakeError::Busy)
    }
}

/// Reads as much as tells the kind of file, or all there is.
async fn read_head<S, E>(bytes: &mut S) -> Result<Bytes, IntakeError<E>>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
    E: Error + 'static,
{
    let mut head = Bytes::new();
    while head.len() < PictureFormat::SNIFF_BYTES {
        let Some(piece) = bytes.next().await else { break };
        let piece = piece.map_err(IntakeError::Source)?;
        head = if head.is_empty() { piece } else { [head, piece].concat().into() };
    }
    Ok(head)
}
