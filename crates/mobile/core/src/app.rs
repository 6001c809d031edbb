//! What everything in the core shares: the device's ports, the accounts, and what is on the screen.

mod account;
mod badge;
mod erase;
mod gate;
mod tasks;

use std::{collections::BTreeSet, fmt, sync::Arc};

use parking_lot::{Mutex, MutexGuard};
use serde_json::Value;
use tokio::sync::{Notify, broadcast, watch};

use countersign_appconfig::ManagedSettings;
use countersign_mobile_host::Host;
use countersign_mobile_policy::{EraseReason, OwnerState};
use countersign_mobile_store::{PhoneStore, StoreError};
use countersign_primitives::{ChannelId, Clock, Random, TimestampMs};

use crate::{
    AppIdentity, Pace,
    bridge::{BannerView, ConnectionView},
    trace::{TraceKind, TraceStep, Tracer},
};

pub(crate) use account::{Account, Want};
pub(crate) use tasks::Tasks;

/// How many changes may wait for a slow listener; one that falls behind is told to look at everything again.
const CHANGES_KEPT: usize = 256;

/// Shared by all of the core.
pub(crate) struct App {
    pub(crate) host: Host,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) identity: Arc<AppIdentity>,
    pub(crate) pace: Pace,
    pub(crate) phone: PhoneStore,
    tracer: Arc<dyn Tracer>,
    state: Mutex<State>,
    presence: watch::Sender<Presence>,
    changes: broadcast::Sender<Change>,
    /// Rings when a push leaves [`State::pushes_in_hand`], or [`State::resuming`] goes down.
    pub(crate) push_done: Notify,
    /// One question to the device's owner at a time.
    pub(crate) prompt: tokio::sync::Mutex<()>,
    /// One sign-in at a time: a button pressed twice makes no two accounts.
    pub(crate) signing_in: tokio::sync::Mutex<()>,
}

/// What may change at any time.
pub(crate) struct State {
    pub(crate) managed: ManagedSettings,
    pub(crate) owner: OwnerState,
    /// Signed-in accounts; the first is the one on the screen.
    pub(crate) accounts: Vec<Arc<Account>>,
    /// Why the account is gone, until the user has read it.
    pub(crate) erased: Option<EraseReason>,
    pub(crate) last_server_url: Option<String>,
    pub(crate) open_channel: Option<ChannelId>,
    /// Where a tapped notification leads, until a channel is opened.
    pub(crate) navigate: Option<ChannelId>,
    pub(crate) connection: ConnectionView,
    /// Pushes being handled at this moment, by `ack_id`.
    pub(crate) pushes_in_hand: BTreeSet<String>,
    /// How many accounts go on with pushes an earlier start left.
    pub(crate) resuming: usize,
}

/// Where the app is, and whether there is a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Presence {
    pub(crate) foreground: bool,
    pub(crate) online: bool,
}

/// Something an interface may want to draw again.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    State,
    Channels,
    Posts(ChannelId),
    Navigate(ChannelId),
    Banner(BannerView),
}

/// What an [`App`] is made of.
pub(crate) struct Parts {
    pub(crate) host: Host,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) identity: AppIdentity,
    pub(crate) pace: Pace,
    pub(crate) tracer: Arc<dyn Tracer>,
}

impl App {
    /// Takes the storage folder. Accounts are opened by [`App::open_accounts`].
    pub(crate) fn new(parts: Parts) -> Result<Self, StoreError> {
        let phone = PhoneStore::new(parts.host.storage.path(), Arc::clone(&parts.host.keychain))?;
        let presence = Presence { foreground: false, online: parts.host.reachability.is_online() };
        let state = State {
            managed: read_managed(&parts.host),
            owner: OwnerState::default(),
            accounts: Vec::new(),
            erased: None,
            last_server_url: phone.last_server()?,
            open_channel: None,
            navigate: None,
            connection: ConnectionView::Idle,
            pushes_in_hand: BTreeSet::new(),
            resuming: 0,
        };
        Ok(Self {
            host: parts.host,
            clock: parts.clock,
            random: parts.random,
            identity: Arc::new(parts.identity),
            pace: parts.pace,
            phone,
            tracer: parts.tracer,
            state: Mutex::new(state),
            presence: watch::Sender::new(presence),
            changes: broadcast::Sender::new(CHANGES_KEPT),
            push_done: Notify::new(),
            prompt: tokio::sync::Mutex::default(),
            signing_in: tokio::sync::Mutex::default(),
        })
    }

    /// The state, locked: never across an await or a call into the host.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// The account on the screen.
    pub(crate) fn account(&self) -> Option<Arc<Account>> {
        self.state().accounts.first().cloned()
    }

    pub(crate) fn now(&self) -> TimestampMs {
        self.clock.now()
    }

    /// Reads the managed settings again.
    pub(crate) fn refresh_managed(&self) {
        let managed = read_managed(&self.host);
        self.state().managed = managed;
        self.announce(Change::State);
    }

    pub(crate) fn presence(&self) -> watch::Receiver<Presence> {
        self.presence.subscribe()
    }

    pub(crate) fn is_foreground(&self) -> bool {
        self.presence.borrow().foreground
    }

    /// Changes the presence; whoever waits for it wakes up, also when it stays the same: coming back counts.
    pub(crate) fn set_presence(&self, change: impl FnOnce(&mut Presence)) {
        self.presence.send_modify(change);
    }

    pub(crate) fn set_connection(&self, connection: ConnectionView) {
        let changed = std::mem::replace(&mut self.state().connection, connection) != connection;
        if changed {
            self.announce(Change::State);
        }
    }

    /// Tells interfaces. Nobody listening is no error.
    pub(crate) fn announce(&self, change: Change) {
        let _ = self.changes.send(change);
    }

    pub(crate) fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// Records a step of the handling of pushes and of erasing.
    pub(crate) fn trace(&self, kind: TraceKind, ack_id: Option<&str>, summary: impl Into<String>, detail: Value) {
        self.tracer.record(TraceStep {
            at_ms: self.now(),
            ack_id: ack_id.map(str::to_owned),
            kind,
            summary: summary.into(),
            detail,
        });
    }
}

fn read_managed(host: &Host) -> ManagedSettings {
    let given = host.managed_settings.current();
    // Settings that are no JSON are an unmanaged device, as for the incumbent.
    let given = given.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or(Value::Null);
    ManagedSettings::parse(&given)
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("App(…)")
    }
}
