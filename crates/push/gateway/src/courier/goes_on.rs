use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

/// Work that goes on in the background when whoever waits for it goes away. While somebody waits it costs no task.
pub(super) struct GoesOn<'a, F: Future<Output: Send> + Send + 'static> {
    work: &'a TaskTracker,
    future: Option<Pin<Box<F>>>,
}

impl<'a, F: Future<Output: Send> + Send + 'static> GoesOn<'a, F> {
    pub(super) fn new(work: &'a TaskTracker, future: F) -> Self {
        Self { work, future: Some(Box::pin(future)) }
    }
}

impl<F: Future<Output: Send> + Send + 'static> Future for GoesOn<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let Some(future) = &mut self.future else { return Poll::Pending };
        let polled = future.as_mut().poll(context);
        if polled.is_ready() {
            self.future = None;
        }
        polled
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for GoesOn<'_, F> {
    fn drop(&mut self) {
        // What panicked does not go on, and nothing does when the whole process ends.
        if let (Some(future), false, Ok(runtime)) =
            (self.future.take(), std::thread::panicking(), Handle::try_current())
        {
            self.work.spawn_on(future, &runtime);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn it_ends_whether_or_not_somebody_waits() {
        let work = TaskTracker::new();
        assert_eq!(GoesOn::new(&work, async { 7 }).await, 7);
        let ((go, gone), (tell, told)) = (oneshot::channel::<()>(), oneshot::channel());
        let mut waiting = GoesOn::new(&work, async move {
            let _ = gone.await;
            let _ = tell.send(());
        });
        assert!(futures_util::poll!(&mut waiting).is_pending());
        drop(waiting);
        go.send(()).unwrap();
        told.await.unwrap();
    }
}
