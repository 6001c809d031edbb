use std::future::Future;

use parking_lot::Mutex;
use tokio::task::JoinSet;

/// Work that belongs to an account and ends with it.
#[derive(Debug, Default)]
pub(crate) struct Tasks(Mutex<JoinSet<()>>);

impl Tasks {
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.0.lock();
        while tasks.try_join_next().is_some() {}
        tasks.spawn(work);
    }

    /// Ends all of it at its next pause. Does not wait.
    pub(crate) fn abort(&self) {
        self.0.lock().abort_all();
    }

    /// Ends all of it and waits until nothing of it runs.
    pub(crate) async fn end(&self) {
        let mut tasks = std::mem::take(&mut *self.0.lock());
        tasks.shutdown().await;
    }
}
