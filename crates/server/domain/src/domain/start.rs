use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use parking_lot::RwLock;
use tokio::sync::{Mutex, Notify, Semaphore};

use countersign_primitives::{Random, Secret, ServerId, TimestampMs};

use crate::{
    attendance::Attendance,
    caches::Caches,
    domain::{Current, Domain, DomainConfig, Identity, Inner, Ports},
    ports::{
        bus::BusListener,
        store::{Store, StoreError},
    },
    presence::PresenceBoard,
    roles::{self, RoleBook},
    settings::Settings,
    signer::{PushSigner, SigningKeyError},
};

/// Names of values that belong to the installation.
pub(crate) mod value {
    /// `DiagnosticId`.
    pub(crate) const SERVER_ID: &str = "server_id";
    /// The key that signs pushes.
    pub(crate) const SIGNING_KEY: &str = "push_signing_key";
    /// What links to files are made with.
    pub(crate) const PUBLIC_LINK_SECRET: &str = "public_link_secret";
    /// When the installation was made, milliseconds.
    pub(crate) const INSTALLED_AT: &str = "installed_at";
    /// The settings, JSON.
    pub(crate) const SETTINGS: &str = "settings";
}

/// Why a server could not start.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StartError {
    /// The store did not work.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signing key in the store cannot be used.
    #[error(transparent)]
    SigningKey(#[from] SigningKeyError),
    /// A value in the store makes no sense. Names the value, not what it holds.
    #[error("the stored value {0} makes no sense")]
    Value(&'static str),
}

impl Domain {
    /// Puts a server together: makes its identity and roles at the first start, reads its settings.
    ///
    /// # Errors
    /// The store does not work, or holds what cannot be used.
    pub async fn start(ports: Ports, config: &DomainConfig) -> Result<Self, StartError> {
        let store = Arc::clone(&ports.store);
        let identity = identity(store.as_ref(), &ports).await?;
        let settings = settings(store.as_ref()).await?;
        let role_book = RoleBook::default();
        store.seed_roles(roles::built_in(ports.random.as_ref(), ports.clock.now())).await?;
        role_book.read(store.as_ref()).await?;
        let caches = Arc::new(Caches::new(config.cache_sizes));
        ports.bus.subscribe(Arc::clone(&caches) as Arc<dyn BusListener>);
        let inner = Inner {
            current: RwLock::new(Current::new(settings, identity.server_id)),
            identity,
            caches,
            roles: role_book,
            presence: PresenceBoard::new(store),
            attendance: Attendance::default(),
            hashing: Arc::new(Semaphore::new(config.parallel_hashes.max(1))),
            outbox: Notify::new(),
            changing_settings: Mutex::default(),
            database: config.database,
            ports,
        };
        Ok(Self { inner: Arc::new(inner) })
    }
}

async fn identity(store: &dyn Store, ports: &Ports) -> Result<Identity, StartError> {
    let fresh = ServerId::generate(ports.random.as_ref()).to_string();
    let server_id = store.init_system_value(value::SERVER_ID, fresh).await?;
    let now = ports.clock.now().0.to_string();
    let installed_at = store.init_system_value(value::INSTALLED_AT, now).await?;
    let key = if let Some(key) = store.system_value(value::SIGNING_KEY).await? {
        key
    } else {
        let fresh = PushSigner::generate()?.expose().clone();
        store.init_system_value(value::SIGNING_KEY, fresh).await?
    };
    let fresh = fresh_secret(ports.random.as_ref());
    let public_link_secret = store.init_system_value(value::PUBLIC_LINK_SECRET, fresh).await?;
    Ok(Identity {
        public_link_secret: Secret::new(public_link_secret),
        server_id: server_id.parse().map_err(|_| StartError::Value(value::SERVER_ID))?,
        signer: PushSigner::read(&Secret::new(key))?,
        installed_at: TimestampMs(installed_at.parse().map_err(|_| StartError::Value(value::INSTALLED_AT))?),
    })
}

/// 32 bytes, base64.
fn fresh_secret(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    STANDARD.encode(bytes)
}

pub(crate) async fn settings(store: &dyn Store) -> Result<Settings, StartError> {
    match store.system_value(value::SETTINGS).await? {
        Some(json) => serde_json::from_str(&json).map_err(|_| StartError::Value(value::SETTINGS)),
        None => Ok(Settings::default()),
    }
}
