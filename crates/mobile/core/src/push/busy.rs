use std::sync::Arc;

use crate::app::App;

/// Keeps a second copy of a push out while the first is being handled.
pub(super) struct InHand<'a> {
    app: &'a App,
    ack_id: String,
}

impl<'a> InHand<'a> {
    /// Waits until no other copy is being handled. Then the first is done, or it was given up and this one goes on.
    pub(super) async fn take(app: &'a App, ack_id: &str) -> Self {
        loop {
            let done = app.push_done.notified();
            tokio::pin!(done);
            done.as_mut().enable();
            if ack_id.is_empty() || app.state().pushes_in_hand.insert(ack_id.to_owned()) {
                return Self { app, ack_id: ack_id.to_owned() };
            }
            done.await;
        }
    }
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        self.app.state().pushes_in_hand.remove(&self.ack_id);
        self.app.push_done.notify_waiters();
    }
}

/// An account that goes on with pushes an earlier start left.
pub(crate) struct Resuming(Arc<App>);

impl Resuming {
    pub(crate) fn begin(app: &Arc<App>) -> Self {
        app.state().resuming += 1;
        Self(Arc::clone(app))
    }
}

impl Drop for Resuming {
    fn drop(&mut self) {
        self.0.state().resuming -= 1;
        self.0.push_done.notify_waiters();
    }
}

/// Waits until no push is being handled and none is left of an earlier start.
pub(crate) async fn settled(app: &App) {
    loop {
        let done = app.push_done.notified();
        tokio::pin!(done);
        done.as_mut().enable();
        {
            let state = app.state();
            if state.resuming == 0 && state.pushes_in_hand.is_empty() {
                return;
            }
        }
        done.await;
    }
}
