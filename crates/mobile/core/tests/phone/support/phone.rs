use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::task::JoinHandle;

use countersign_mobile_core::{
    AppIdentity, Core, CoreConfig, Pace, Platform, PushOutcome, RawPush, StartError, TraceKind, TraceStep, Tracer,
    bridge::{
        AppView, BridgeCall, BridgeError, BridgeEvent, BridgeReply, ChannelView, GateView, PostPageView, PostView,
    },
};
use countersign_mobile_host::{
    Host, Transport,
    memory::{
        FixedFolder, MemoryBiometrics, MemoryIntegrity, MemoryKeychain, MemoryManagedSettings, MemoryNotifications,
        MemoryPushTokens, MemoryReachability,
    },
};
use countersign_primitives::{ChannelId, ManualClock, SequenceRandom, TimestampMs};

use super::{
    bell::{Bell, DEADLINE},
    transport::LoopbackTransport,
};
use crate::fake::{FakeServer, PASSWORD};

/// The phone's push token, without the platform in front.
pub(crate) const TOKEN: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

pub(crate) struct Phone {
    core: Option<Core>,
    watcher: Option<JoinHandle<()>>,
    files: tempfile::TempDir,
    random: Arc<SequenceRandom>,
    steps: Arc<Steps>,
    events: Arc<Mutex<Vec<BridgeEvent>>>,
    pub(crate) pace: Pace,
    pub(crate) bell: Bell,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) keychain: Arc<MemoryKeychain>,
    pub(crate) notifications: Arc<MemoryNotifications>,
    pub(crate) tokens: Arc<MemoryPushTokens>,
    pub(crate) network: Arc<MemoryReachability>,
    pub(crate) biometrics: Arc<MemoryBiometrics>,
    pub(crate) integrity: Arc<MemoryIntegrity>,
    pub(crate) managed: Arc<MemoryManagedSettings>,
    /// Instead of the real network.
    pub(crate) transport: Option<Arc<dyn Transport>>,
}

struct Steps {
    taken: Mutex<Vec<TraceStep>>,
    bell: Bell,
}

impl Tracer for Steps {
    fn record(&self, step: TraceStep) {
        self.taken.lock().unwrap().push(step);
        self.bell.ring();
    }
}

impl Phone {
    /// A new phone, its app not running.
    pub(crate) fn new(bell: &Bell) -> Self {
        let tokens = MemoryPushTokens::default();
        tokens.set(Some(format!("apple_rn-v2:{TOKEN}").parse().unwrap()));
        Self {
            core: None,
            watcher: None,
            files: tempfile::tempdir().unwrap(),
            random: Arc::new(SequenceRandom::new(5)),
            steps: Arc::new(Steps { taken: Mutex::default(), bell: bell.clone() }),
            events: Arc::default(),
            pace: quick(),
            bell: bell.clone(),
            clock: Arc::new(ManualClock::new(TimestampMs(1_700_000_000_000))),
            keychain: Arc::default(),
            notifications: Arc::default(),
            tokens: Arc::new(tokens),
            network: Arc::default(),
            biometrics: Arc::default(),
            integrity: Arc::default(),
            managed: Arc::default(),
            transport: None,
        }
    }

    /// Starts the app, in the background as for a push.
    pub(crate) fn try_start(&mut self) -> Result<(), StartError> {
        let host = Host {
            transport: match &self.transport {
                Some(transport) => Arc::clone(transport),
                None => Arc::new(LoopbackTransport(self.network.clone())),
            },
            keychain: self.keychain.clone(),
            biometrics: self.biometrics.clone(),
            integrity: self.integrity.clone(),
            managed_settings: self.managed.clone(),
            push_tokens: self.tokens.clone(),
            notifications: self.notifications.clone(),
            storage: Arc::new(FixedFolder(self.files.path().to_owned())),
            reachability: self.network.clone(),
        };
        let core = Core::start(CoreConfig {
            host,
            clock: self.clock.clone(),
            random: self.random.clone(),
            identity: AppIdentity {
                platform: Platform::Ios,
                version: "0.1.0".to_owned(),
                os_version: "18.1".to_owned(),
                model: "iPhone".to_owned(),
                locale: "en".to_owned(),
            },
            pace: self.pace.clone(),
            tracer: self.steps.clone(),
        })?;
        let mut events = core.events();
        let (kept, bell) = (Arc::clone(&self.events), self.bell.clone());
        self.watcher = Some(tokio::spawn(async move {
            loop {
                let event = events.next().await;
                kept.lock().unwrap().push(event);
                bell.ring();
            }
        }));
        self.core = Some(core);
        Ok(())
    }

    pub(crate) fn start(&mut self) {
        self.try_start().unwrap();
    }

    /// Ends the app's process.
    pub(crate) async fn kill(&mut self) {
        if let Some(watcher) = self.watcher.take() {
            watcher.abort();
            let _ = watcher.await;
        }
        if let Some(core) = self.core.take() {
            core.stop().await;
        }
    }

    pub(crate) fn core(&self) -> &Core {
        self.core.as_ref().expect("the app runs")
    }

    /// Opens the app and signs Ben in.
    pub(crate) async fn sign_in(&mut self, server: &FakeServer) {
        if self.core.is_none() {
            self.start();
        }
        self.core().enter_foreground();
        let looked = self.call(BridgeCall::LookAtServer { url: server.url() }).await;
        assert!(matches!(looked, BridgeReply::Server(_)), "{looked:?}");
        let state = self.log_in("ben", PASSWORD).await;
        assert!(matches!(&state, BridgeReply::State(state) if state.gate == GateView::Open), "{state:?}");
        let world = &server.world;
        self.bell.until("the phone is connected", || world.connected() > 0).await;
        // Whatever the new connection makes it fetch is fetched.
        self.bell.until("the second sync", || world.count("GET", "/users/me") >= 2).await;
    }

    pub(crate) async fn log_in(&self, login_id: &str, password: &str) -> BridgeReply {
        let (login_id, password) = (login_id.to_owned(), password.to_owned());
        self.call(BridgeCall::SignIn { login_id, password, mfa_code: None }).await
    }

    pub(crate) async fn call(&self, call: BridgeCall) -> BridgeReply {
        self.core().call(call).await
    }

    /// Waits until a call is answered as wanted; it is asked again whenever something happened.
    pub(crate) async fn until_call(&self, what: &str, call: BridgeCall, wanted: impl Fn(&BridgeReply) -> bool) {
        let mut last = None;
        let mut rings = self.bell.rings();
        let waiting = async {
            loop {
                let reply = self.call(call.clone()).await;
                if wanted(&reply) {
                    return;
                }
                last = Some(reply);
                rings.changed().await.unwrap();
            }
        };
        assert!(tokio::time::timeout(DEADLINE, waiting).await.is_ok(), "never happened: {what}; last: {last:?}");
    }

    /// Waits until the application's state is as wanted.
    pub(crate) async fn until_state(&self, what: &str, wanted: impl Fn(&AppView) -> bool) {
        let wanted = |reply: &BridgeReply| matches!(reply, BridgeReply::State(state) if wanted(state));
        self.until_call(what, BridgeCall::State, wanted).await;
    }

    pub(crate) async fn refused(&self, call: BridgeCall) -> BridgeError {
        match self.call(call).await {
            BridgeReply::Error(error) => error,
            other => panic!("not refused: {other:?}"),
        }
    }

    pub(crate) async fn state(&self) -> AppView {
        match self.call(BridgeCall::State).await {
            BridgeReply::State(state) => state,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn open(&self, channel_id: ChannelId) -> ChannelView {
        match self.call(BridgeCall::OpenChannel { channel_id }).await {
            BridgeReply::Channel(view) => view,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn older(&self, channel_id: ChannelId, before: &PostView) -> PostPageView {
        let before = before.id.expect("the server has it");
        match self.call(BridgeCall::OlderPosts { channel_id, before }).await {
            BridgeReply::Posts(page) => page,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn send(&self, channel_id: ChannelId, message: &str) -> PostView {
        match self.call(BridgeCall::Send { channel_id, root_id: None, message: message.to_owned() }).await {
            BridgeReply::Sent(post) => post,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn push(&self, push: RawPush) -> PushOutcome {
        let outcome = self.core().receive_push(push).await;
        self.bell.ring();
        outcome
    }

    /// Takes or gives the network.
    pub(crate) fn set_online(&self, online: bool) {
        self.network.set_online(online);
        self.core().network_changed();
    }

    /// The kinds of all steps so far.
    pub(crate) fn kinds(&self) -> Vec<TraceKind> {
        self.steps.taken.lock().unwrap().iter().map(|step| step.kind).collect()
    }

    pub(crate) fn step(&self, kind: TraceKind) -> Option<TraceStep> {
        self.steps.taken.lock().unwrap().iter().rev().find(|step| step.kind == kind).cloned()
    }

    pub(crate) fn events(&self) -> Vec<BridgeEvent> {
        self.events.lock().unwrap().clone()
    }

    /// Everything below the app's folder.
    pub(crate) fn files(&self) -> Vec<String> {
        fn walk(folder: &Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, found);
                } else {
                    found.push(path.file_name().unwrap().to_string_lossy().into_owned());
                }
            }
        }
        let mut found = Vec::new();
        walk(self.files.path(), &mut found);
        found.sort();
        found
    }
}

/// Fast enough for tests, in the proportions of the real thing.
fn quick() -> Pace {
    Pace {
        request_timeout: Duration::from_secs(5),
        ping_timeout: Duration::from_secs(5),
        reconnect: Duration::from_millis(20),
        reconnect_limit: Duration::from_millis(200),
        background_grace: Duration::from_millis(20),
        fetch_retries: [1, 2, 3, 5, 8].map(Duration::from_millis).to_vec(),
        send_retry: Duration::from_millis(10),
        send_retry_limit: Duration::from_millis(50),
        sync_retry: Duration::from_millis(10),
        ..Pace::default()
    }
}
