//! Work that keeps a core busy, kept off the threads that answer requests.

use std::{num::NonZeroUsize, sync::Arc, thread};

use thiserror::Error;
use tokio::{sync::Semaphore, task};

/// Memory is counted in pieces of this size.
const PIECE_BYTES: u64 = 1024 * 1024;

/// How much is done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkersConfig {
    /// Jobs that run at the same time. Default: as many as there are cores.
    pub parallel: NonZeroUsize,
    /// Jobs that may wait; beyond it they are refused. Default: 64.
    pub queue: usize,
    /// Bytes of memory that running jobs may take together, by their own estimate. A job that needs more runs alone.
    /// Default: 512 MiB.
    pub memory_bytes: u64,
}

impl Default for WorkersConfig {
    fn default() -> Self {
        let parallel = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self { parallel, queue: 64, memory_bytes: 512 * 1024 * 1024 }
    }
}

/// Why a job gave no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WorkersError {
    /// As many jobs wait as may: try again later.
    #[error("too many pictures are being worked on")]
    Busy,
    /// The job panicked: a bug, contained.
    #[error("the work on a picture failed")]
    Failed,
}

/// Runs jobs on threads of their own, a bounded number at once, with a bounded queue. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Workers {
    places: Arc<Semaphore>,
    running: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    memory_pieces: u32,
}

impl Workers {
    /// Workers that wait for work. They take no threads until there is some.
    pub fn new(config: &WorkersConfig) -> Self {
        let parallel = config.parallel.get();
        let memory_pieces = pieces(config.memory_bytes).max(1);
        Self {
            places: Arc::new(Semaphore::new(parallel.saturating_add(config.queue).min(Semaphore::MAX_PERMITS))),
            running: Arc::new(Semaphore::new(parallel.min(Semaphore::MAX_PERMITS))),
            memory: Arc::new(Semaphore::new(usize::try_from(memory_pieces).unwrap_or(Semaphore::MAX_PERMITS))),
            memory_pieces,
        }
    }

    /// Runs `job`, which takes up to `memory_bytes`, and waits for its result. Dropping the future takes a job that
    /// waits out of the queue; one that runs ends unheard.
    ///
    /// # Errors
    /// [`WorkersError::Busy`] at once when the queue is full, [`WorkersError::Failed`] when the job panics.
    pub async fn run<T, F>(&self, memory_bytes: u64, job: F) -> Result<T, WorkersError>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| WorkersError::Busy)?;
        let pieces = pieces(memory_bytes).clamp(1, self.memory_pieces);
        let memory = Arc::clone(&self.memory).acquire_many_owned(pieces).await.map_err(|_| WorkersError::Busy)?;
        let turn = Arc::clone(&self.running).acquire_owned().await.map_err(|_| WorkersError::Busy)?;
        let work = task::spawn_blocking(move || {
            let result = job();
            drop((place, memory, turn));
            result
        });
        work.await.map_err(|_| WorkersError::Failed)
    }
}

fn pieces(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(PIECE_BYTES)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    };

    use futures_util::future::join_all;

    use super::*;

    fn workers(parallel: usize, queue: usize, memory_bytes: u64) -> Workers {
        Workers::new(&WorkersConfig { parallel: NonZeroUsize::new(parallel).unwrap(), queue, memory_bytes })
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let workers = workers(1, 1, u64::MAX);
        let gate = Arc::new(Barrier::new(2));
        let held = Arc::clone(&gate);
        let running = tokio::spawn({
            let workers = workers.clone();
            async move { workers.run(0, move || held.wait()).await.map(|_| ()) }
        });
        let waiting = tokio::spawn({
            let workers = workers.clone();
            async move { workers.run(0, || ()).await }
        });
        while workers.places.available_permits() > 0 {
            task::yield_now().await;
        }
        assert_eq!(workers.run(0, || ()).await, Err(WorkersError::Busy));
        task::spawn_blocking(move || gate.wait()).await.unwrap();
        assert_eq!(running.await.unwrap(), Ok(()));
        assert_eq!(waiting.await.unwrap(), Ok(()));
        assert_eq!(workers.run(0, || 7).await, Ok(7));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_more_run_at_once_than_allowed() {
        for (parallel, memory, need, most) in [(2, u64::MAX, 0, 2), (8, 4 * PIECE_BYTES, 3 * PIECE_BYTES, 1)] {
            let workers = workers(parallel, 100, memory);
            let (now, peak) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
            let jobs = (0..20).map(|_| {
                let (now, peak) = (Arc::clone(&now), Arc::clone(&peak));
                workers.run(need, move || {
                    peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    (0..1_000).for_each(|_| thread::yield_now());
                    now.fetch_sub(1, Ordering::SeqCst);
                })
            });
            assert!(join_all(jobs).await.iter().all(Result::is_ok));
            assert!(peak.load(Ordering::SeqCst) <= most);
        }
    }

    #[tokio::test]
    async fn a_job_larger_than_the_memory_runs_alone() {
        assert_eq!(workers(2, 0, PIECE_BYTES).run(u64::MAX, || 1).await, Ok(1));
    }

    #[tokio::test]
    async fn a_panic_is_contained() {
        let workers = workers(1, 0, u64::MAX);
        assert_eq!(workers.run(0, || panic!("on purpose")).await, Err::<(), _>(WorkersError::Failed));
        assert_eq!(workers.run(0, || 1).await, Ok(1), "its place is free again");
    }

    #[tokio::test]
    async fn a_job_nobody_waits_for_leaves_the_queue() {
        let workers = workers(1, 1, u64::MAX);
        let gate = Arc::new(Barrier::new(2));
        let held = Arc::clone(&gate);
        let running = tokio::spawn({
            let workers = workers.clone();
            async move { workers.run(0, move || held.wait()).await.map(|_| ()) }
        });
        while workers.running.available_permits() > 0 {
            task::yield_now().await;
        }
        let mut waiting = Box::pin(workers.run(0, || ()));
        assert!(futures_util::poll!(&mut waiting).is_pending());
        assert_eq!(workers.places.available_permits(), 0);
        drop(waiting);
        assert_eq!(workers.places.available_permits(), 1);
        task::spawn_blocking(move || gate.wait()).await.unwrap();
        assert_eq!(running.await.unwrap(), Ok(()));
    }
}
