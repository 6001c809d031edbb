use std::sync::{Arc, atomic::Ordering};

use tokio::sync::RwLockReadGuard;
use tokio_util::sync::CancellationToken;

use countersign_mobile_core::{
    AppIdentity, Core, CoreConfig, Platform, PushOutcome, RawPush, StartError,
    bridge::{BridgeCall, BridgeError, BridgeErrorKind, BridgeReply},
};
use countersign_mobile_host::Host;

use super::{Machine, Process};
use crate::{
    device::{AppPresence, DevicePlatform},
    journal::PhoneEvent,
    network::DeviceTransport,
};

impl Machine {
    /// Answers the app's interface, which is on the screen only in the foreground.
    pub(crate) async fn call(&self, call: BridgeCall) -> BridgeReply {
        let allowed = match self.hardware.presence() {
            AppPresence::Foreground => true,
            AppPresence::Background => matches!(call, BridgeCall::State | BridgeCall::CloseChannel),
            AppPresence::Killed => false,
        };
        if allowed { self.call_app(call).await } else { not_on_screen() }
    }

    /// The same wherever the app is.
    pub(super) async fn call_app(&self, call: BridgeCall) -> BridgeReply {
        let app = self.app.read().await;
        let Some(process) = app.as_ref() else { return not_on_screen() };
        let reply = tokio::select! {
            reply = process.core.call(call) => reply,
            () = process.killed.cancelled() => not_on_screen(),
        };
        // Calls change what is stored, which the device's page shows.
        self.hardware.changed();
        reply
    }

    /// Hands the app a push. An app that does not run is started for it, as the operating system would; see
    /// [`Machine::end_if_not_opened`]. `None`: it was killed before it was done; the vendor must keep the push.
    pub(crate) async fn receive_push(&self, push: RawPush) -> Option<PushOutcome> {
        self.pushes.fetch_add(1, Ordering::SeqCst);
        let outcome = match self.running().await {
            Ok(app) => match app.as_ref() {
                Some(process) => tokio::select! {
                    outcome = process.core.receive_push(push) => Some(outcome),
                    () = process.killed.cancelled() => None,
                },
                None => None,
            },
            Err(error) => {
                tracing::warn!(%error, "the app cannot be started for a push");
                None
            }
        };
        self.hardware.changed();
        self.pushes.fetch_sub(1, Ordering::SeqCst);
        outcome
    }

    /// The app, started if need be.
    async fn running(&self) -> Result<RwLockReadGuard<'_, Option<Process>>, StartError> {
        let app = self.app.read().await;
        if app.is_some() {
            return Ok(app);
        }
        drop(app);
        let mut app = self.app.write().await;
        if app.is_none() {
            *app = Some(self.launch()?);
        }
        Ok(app.downgrade())
    }

    /// Starts the app's process, if it does not run.
    pub(super) async fn start_app(&self) -> Result<(), StartError> {
        self.running().await.map(drop)
    }

    /// Ends an app that was only started for a push, once it has nothing left to do.
    pub(crate) async fn end_if_not_opened(&self) {
        let idle = || self.hardware.presence() == AppPresence::Killed && self.pushes.load(Ordering::SeqCst) == 0;
        if !idle() {
            return;
        }
        if let Some(process) = self.app.read().await.as_ref() {
            tokio::select! {
                () = process.core.settled() => {}
                () = process.killed.cancelled() => return,
            }
        }
        // Never waits in line for the lock: a push that came meanwhile may take long, and whoever opens the app would
        // wait behind. Others use it for a moment only.
        while idle() {
            let Ok(mut app) = self.app.try_write() else {
                tokio::task::yield_now().await;
                continue;
            };
            if let Some(process) = app.take() {
                process.end().await;
            }
            return;
        }
    }

    /// Kills the app's process: whatever waits for it is left.
    pub(super) async fn kill_app(&self) {
        let killed = self.killed.lock().clone();
        killed.cancel();
        let mut app = self.app.write().await;
        if let Some(process) = app.take() {
            process.end().await;
        }
    }

    /// Does something with the app, if it runs.
    pub(super) async fn with_app(&self, work: impl FnOnce(&Core)) {
        if let Some(process) = self.app.read().await.as_ref() {
            work(&process.core);
        }
    }

    /// The vendor gave another token.
    pub(crate) async fn push_token_changed(&self) {
        self.with_app(Core::push_token_changed).await;
    }

    fn launch(&self) -> Result<Process, StartError> {
        let hardware = &self.hardware;
        let host = Host {
            transport: Arc::new(DeviceTransport::new(Arc::clone(&self.tls), hardware.online())),
            keychain: hardware.keychain.clone(),
            biometrics: hardware.clone(),
            integrity: hardware.clone(),
            managed_settings: hardware.clone(),
            push_tokens: hardware.clone(),
            notifications: hardware.clone(),
            storage: hardware.clone(),
            reachability: hardware.clone(),
        };
        let core = Core::start(CoreConfig {
            host,
            clock: Arc::clone(&self.config.clock),
            random: Arc::clone(&self.config.random),
            identity: identity(self.config.platform),
            pace: self.config.pace.clone(),
            tracer: self.journal.clone(),
        })?;
        let mut events = core.events();
        let (journal, hardware) = (Arc::clone(&self.journal), Arc::clone(&self.hardware));
        let events = tokio::spawn(async move {
            loop {
                let event = events.next().await;
                journal.tell(PhoneEvent::Bridge(event));
                hardware.changed();
            }
        });
        let killed = CancellationToken::new();
        *self.killed.lock() = killed.clone();
        self.hardware.changed();
        Ok(Process { core, killed, events })
    }
}

impl Process {
    /// Ends it: nothing of it runs when this returns, and its files are free.
    async fn end(self) {
        self.events.abort();
        // Aborted, or ended by a panic that was reported: over in any case.
        let _ = self.events.await;
        self.core.stop().await;
    }
}

fn identity(platform: DevicePlatform) -> AppIdentity {
    let (platform, os_version, model) = match platform {
        DevicePlatform::Ios => (Platform::Ios, "26.0", "Simulated iPhone"),
        DevicePlatform::Android => (Platform::Android, "16", "Simulated Android"),
    };
    AppIdentity {
        platform,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        os_version: os_version.to_owned(),
        model: model.to_owned(),
        locale: "en".to_owned(),
    }
}

fn not_on_screen() -> BridgeReply {
    let message = "The app is not on the screen of this phone. Open it first.".to_owned();
    BridgeReply::Error(BridgeError { kind: BridgeErrorKind::Gate, message })
}
