use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many connections a listener may have, and has.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    free: Arc<Semaphore>,
    all: u32,
    open: Arc<AtomicU32>,
}

/// The right to accept one connection.
#[derive(Debug)]
pub(crate) struct FreePlace {
    permit: OwnedSemaphorePermit,
    open: Arc<AtomicU32>,
}

/// The place of an open connection, free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
    open: Arc<AtomicU32>,
}

impl Places {
    pub(crate) fn new(all: u32) -> Self {
        let permits = usize::try_from(all).unwrap_or(Semaphore::MAX_PERMITS).min(Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(permits)), all, open: Arc::default() }
    }

    /// Waits for a free place.
    pub(crate) async fn take(&self) -> FreePlace {
        let permit = self.free.clone().acquire_owned().await.expect("the semaphore is never closed");
        FreePlace { permit, open: self.open.clone() }
    }

    /// A free place, if there is one now.
    pub(crate) fn try_take(&self) -> Option<FreePlace> {
        let permit = self.free.clone().try_acquire_owned().ok()?;
        Some(FreePlace { permit, open: self.open.clone() })
    }

    /// Waits until every place is free.
    pub(crate) async fn all_free(&self) {
        let _all = self.free.acquire_many(self.all).await.expect("the semaphore is never closed");
    }

    pub(crate) fn open(&self) -> u32 {
        self.open.load(Ordering::Relaxed)
    }
}

impl FreePlace {
    pub(crate) fn occupy(self) -> Place {
        self.open.fetch_add(1, Ordering::Relaxed);
        Place { _permit: self.permit, open: self.open }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
    }
}
