use std::{fmt, sync::Arc};

use parking_lot::Mutex;

use countersign_mobile_host::{Host, KeychainError};
use countersign_mobile_policy::OwnerEvent;
use countersign_mobile_store::StoreError;
use countersign_primitives::{Clock, Random};

use crate::{
    AppIdentity, Pace,
    app::{App, Change, Parts, Want},
    bridge::{BridgeCall, BridgeReply},
    calls,
    events::Events,
    push::{self, PushOutcome, RawPush},
    sign_in::LookedAt,
    trace::Tracer,
    workers,
};

/// Everything of the app that is not its interface. Lives as long as the app's process; dropping it is like killing the
/// app.
pub struct Core {
    app: Arc<App>,
    looked_at: Mutex<Option<LookedAt>>,
}

/// What a [`Core`] is made of.
pub struct CoreConfig {
    /// The device's ports.
    pub host: Host,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness fit for keys.
    pub random: Arc<dyn Random>,
    /// What the app tells servers about itself.
    pub identity: AppIdentity,
    /// How long to wait for what.
    pub pace: Pace,
    /// Who is told what is done with pushes; [`NoTracer`](crate::NoTracer) on a real phone.
    pub tracer: Arc<dyn Tracer>,
}

/// Why the core cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another process of the app runs. Wait for it, or leave the work to it.
    #[error("another process of the app has its data open")]
    InUse,
    /// The device has not been unlocked since it started. Try again after it was; a push must be left for then.
    #[error("the keychain is not available before the device is unlocked for the first time")]
    DeviceLocked,
    /// The data was written by a newer version of the app. Update the app.
    #[error("the data was written by a newer version of the app")]
    TooNew,
    /// The storage failed.
    #[error("the app's data cannot be opened: {0}")]
    Storage(String),
}

impl Core {
    /// Starts in the background, as the operating system starts an app for a push: finishes what was to be erased, opens
    /// what is kept, goes on with pushes and posts that were not done. Needs a Tokio runtime with time.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start(config: CoreConfig) -> Result<Self, StartError> {
        let CoreConfig { host, clock, random, identity, pace, tracer } = config;
        let app = Arc::new(App::new(Parts { host, clock, random, identity, pace, tracer })?);
        for (account, wanted) in app.open_accounts()? {
            workers::start(&app, &account, wanted);
        }
        Ok(Self { app, looked_at: Mutex::new(None) })
    }

    /// Answers a user interface.
    pub async fn call(&self, call: BridgeCall) -> BridgeReply {
        calls::answer(&self.app, &self.looked_at, call).await
    }

    /// What happens from now on.
    pub fn events(&self) -> Events {
        Events::new(Arc::clone(&self.app))
    }

    /// The app came into sight.
    pub fn enter_foreground(&self) {
        let now = self.app.now();
        let (accounts, open) = {
            let mut state = self.app.state();
            state.owner = state.owner.after(OwnerEvent::CameToForeground(now));
            (state.accounts.clone(), state.open_channel)
        };
        for account in accounts {
            account.api.forget_last_answer();
            account.want(Want::Receipts);
            if let Some(channel) = open {
                account.want(Want::View(channel));
            }
        }
        self.app.set_presence(|presence| presence.foreground = true);
        self.app.announce(Change::State);
    }

    /// The app went out of sight. The server is told at once, so that pushes come again.
    pub fn enter_background(&self) {
        let now = self.app.now();
        let (accounts, open) = {
            let mut state = self.app.state();
            state.owner = state.owner.after(OwnerEvent::LeftForeground(now));
            (state.accounts.clone(), state.open_channel)
        };
        self.app.set_presence(|presence| presence.foreground = false);
        if open.is_some() {
            for account in &accounts {
                account.want(Want::Leave);
            }
        }
        self.app.announce(Change::State);
    }

    /// The network came, went or changed.
    pub fn network_changed(&self) {
        let online = self.app.host.reachability.is_online();
        self.app.set_presence(|presence| presence.online = online);
    }

    /// The device's administrator changed the app's settings.
    pub fn managed_settings_changed(&self) {
        self.app.refresh_managed();
    }

    /// The push token changed, or whether notifications are allowed: servers are told.
    pub fn push_token_changed(&self) {
        let accounts = self.app.state().accounts.clone();
        for account in &accounts {
            account.want(Want::Everything);
        }
    }

    /// The device looks different: locked up, jailbroken, without a passcode. The gate is decided anew.
    pub fn device_changed(&self) {
        self.app.announce(Change::State);
    }

    /// A push arrived. Returns when everything is done about it that can be done now; on a phone, the operating system
    /// may be told then that the app is finished.
    pub async fn receive_push(&self, push: RawPush) -> PushOutcome {
        push::receive(&self.app, push).await
    }

    /// Returns when no push is being handled any more and what an earlier start left undone is done. An app that was only
    /// started for a push may end then.
    pub async fn settled(&self) {
        push::settled(&self.app).await;
    }

    /// A notification was tapped. Call [`Core::enter_foreground`], too.
    pub fn open_notification(&self, id: &str) {
        push::open_notification(&self.app, id);
    }

    /// Ends all work, waits until nothing runs any more, and closes what is kept. Nothing is lost by not calling it.
    pub async fn stop(self) {
        let accounts = std::mem::take(&mut self.app.state().accounts);
        for account in accounts {
            account.tasks.end().await;
            account.store.close();
        }
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        let accounts = std::mem::take(&mut self.app.state().accounts);
        for account in accounts {
            account.tasks.abort();
        }
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Core(…)")
    }
}

impl fmt::Debug for CoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CoreConfig(…)")
    }
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::InUse => Self::InUse,
            StoreError::Keychain(KeychainError::Locked) => Self::DeviceLocked,
            StoreError::TooNew { .. } => Self::TooNew,
            other => Self::Storage(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_pushes_may_be_awaited_on_any_thread() {
        fn sendable<T: Send>(_: fn(&'static Core) -> T) {}
        sendable(|core| core.call(BridgeCall::State));
        sendable(|core| core.receive_push(RawPush::Fcm(std::collections::BTreeMap::new())));
    }
}
