//! Everything a use case needs, in one handle.

mod access;
mod lookup;
mod publish;
mod start;

use std::sync::Arc;

use parking_lot::RwLock;
use tokio::sync::{Mutex, Notify, Semaphore};

use countersign_primitives::{Clock, Random, Secret, ServerId, TimestampMs};

use crate::{
    attendance::Attendance,
    caches::{CacheSizes, Caches},
    ports::{
        bus::Bus, files::Files, gateway::PushGateway, integrations::Integrations, journal::DeliveryJournal,
        mailer::Mailer, store::Store,
    },
    presence::PresenceBoard,
    roles::RoleBook,
    settings::Settings,
    signer::PushSigner,
    version::version_id,
};

pub use access::roles_in_team;
pub(crate) use lookup::preference;
pub use start::StartError;
pub(crate) use start::{settings as stored_settings, value};

/// What the outside provides.
#[derive(Clone)]
pub struct Ports {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// How nodes tell one another what happened.
    pub bus: Arc<dyn Bus>,
    /// Where files are.
    pub files: Arc<dyn Files>,
    /// Where pushes go.
    pub gateway: Arc<dyn PushGateway>,
    /// Where letters go.
    pub mailer: Arc<dyn Mailer>,
    /// How other programs are asked.
    pub integrations: Arc<dyn Integrations>,
    /// Who is told what becomes of pushes.
    pub journal: Arc<dyn DeliveryJournal>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness fit for keys.
    pub random: Arc<dyn Random>,
}

/// What does not change while the server runs.
#[derive(Clone, Debug)]
pub struct DomainConfig {
    /// How much is kept in memory.
    pub cache_sizes: CacheSizes,
    /// How many passwords are hashed at once; each takes a core for tens of milliseconds and 19 MiB.
    pub parallel_hashes: usize,
    /// What kind of database the store is on, as administrators are told: `sqlite` or `postgres`.
    pub database: &'static str,
}

impl Default for DomainConfig {
    fn default() -> Self {
        Self { cache_sizes: CacheSizes::default(), parallel_hashes: 2, database: "sqlite" }
    }
}

/// The handle every use case takes. Clones are the same server.
#[derive(Clone)]
pub struct Domain {
    inner: Arc<Inner>,
}

struct Inner {
    ports: Ports,
    database: &'static str,
    current: RwLock<Current>,
    identity: Identity,
    caches: Arc<Caches>,
    roles: RoleBook,
    presence: PresenceBoard,
    attendance: Attendance,
    hashing: Arc<Semaphore>,
    outbox: Notify,
    changing_settings: Mutex<()>,
}

/// The settings, and what follows from them alone.
struct Current {
    settings: Arc<Settings>,
    version_id: Arc<str>,
}

impl Current {
    fn new(settings: Settings, server_id: ServerId) -> Self {
        let version_id = version_id(&settings, server_id).into();
        Self { settings: Arc::new(settings), version_id }
    }
}

/// What makes this installation this one. Made at the first start, the same for ever.
pub struct Identity {
    /// `DiagnosticId`: by which phones know the server.
    pub server_id: ServerId,
    /// Signs pushes.
    pub signer: PushSigner,
    /// What links that work without signing in are made with.
    pub public_link_secret: Secret<String>,
    /// When the installation was made.
    pub installed_at: TimestampMs,
}

impl Domain {
    /// What kind of database the store is on.
    pub(crate) fn database(&self) -> &'static str {
        self.inner.database
    }

    /// The time.
    pub fn now(&self) -> TimestampMs {
        self.inner.ports.clock.now()
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.ports.clock
    }

    /// Randomness fit for keys.
    pub fn random(&self) -> &Arc<dyn Random> {
        &self.inner.ports.random
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.inner.current.read().settings)
    }

    /// What `X-Version-Id` says: changes whenever the client config does.
    pub fn version_id(&self) -> Arc<str> {
        Arc::clone(&self.inner.current.read().version_id)
    }

    /// What makes this installation this one.
    pub fn identity(&self) -> &Identity {
        &self.inner.identity
    }

    /// Adds a listener to the bus of this node.
    pub fn subscribe(&self, listener: Arc<dyn crate::ports::bus::BusListener>) {
        self.inner.ports.bus.subscribe(listener);
    }

    /// What is kept. Use cases only: everybody else asks them.
    pub(crate) fn store(&self) -> &dyn Store {
        self.inner.ports.store.as_ref()
    }

    pub(crate) fn files(&self) -> &dyn Files {
        self.inner.ports.files.as_ref()
    }

    pub(crate) fn gateway(&self) -> &dyn PushGateway {
        self.inner.ports.gateway.as_ref()
    }

    pub(crate) fn mailer(&self) -> &Arc<dyn Mailer> {
        &self.inner.ports.mailer
    }

    pub(crate) fn integrations(&self) -> &dyn Integrations {
        self.inner.ports.integrations.as_ref()
    }

    pub(crate) fn journal(&self) -> &dyn DeliveryJournal {
        self.inner.ports.journal.as_ref()
    }

    pub(crate) fn presence(&self) -> &PresenceBoard {
        &self.inner.presence
    }

    pub(crate) fn attendance(&self) -> &Attendance {
        &self.inner.attendance
    }

    pub(crate) fn roles(&self) -> &RoleBook {
        &self.inner.roles
    }

    /// Bounds how many passwords are hashed at once.
    pub(crate) fn hashing(&self) -> &Arc<Semaphore> {
        &self.inner.hashing
    }

    /// Wakes who sends pushes, and is waited for by them.
    pub(crate) fn outbox(&self) -> &Notify {
        &self.inner.outbox
    }

    /// Held by who changes settings, so that changes come one after the other.
    pub(crate) fn changing_settings(&self) -> &Mutex<()> {
        &self.inner.changing_settings
    }

    pub(crate) fn replace_settings(&self, settings: Settings) {
        *self.inner.current.write() = Current::new(settings, self.inner.identity.server_id);
    }
}
