use std::sync::Arc;

use tokio::sync::broadcast::{self, error::RecvError};

use crate::{
    app::{App, Change},
    bridge::{AppView, BridgeEvent},
    views::state_view,
};

/// What the core tells without being asked, for one listener. States are made when they are taken, so a slow listener
/// sees the newest one, once.
#[derive(Debug)]
pub struct Events {
    app: Arc<App>,
    changes: broadcast::Receiver<Change>,
    last_state: Option<AppView>,
}

impl Events {
    pub(crate) fn new(app: Arc<App>) -> Self {
        let changes = app.changes();
        Self { app, changes, last_state: None }
    }

    /// The next event. May be dropped and called again without losing one. A listener that fell far behind is told to
    /// look at everything again.
    pub async fn next(&mut self) -> BridgeEvent {
        loop {
            match self.changes.recv().await {
                Ok(Change::State) => {
                    let state = state_view(&self.app);
                    if self.last_state.as_ref() != Some(&state) {
                        self.last_state = Some(state.clone());
                        return BridgeEvent::StateChanged(state);
                    }
                }
                Ok(Change::Channels) => return BridgeEvent::ChannelsChanged,
                Ok(Change::Posts(channel_id)) => return BridgeEvent::PostsChanged { channel_id },
                Ok(Change::Navigate(channel_id)) => return BridgeEvent::Navigate { channel_id },
                Ok(Change::Banner(banner)) => return BridgeEvent::Banner(banner),
                Err(RecvError::Lagged(_)) => {
                    self.last_state = None;
                    self.app.announce(Change::State);
                    self.app.announce(Change::Channels);
                    let open = self.app.state().open_channel;
                    if let Some(channel) = open {
                        self.app.announce(Change::Posts(channel));
                    }
                }
                // The core is gone; its listener ends when it is dropped.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}
