use std::{fmt, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc};

use countersign_mobile_policy::{ServerPolicy, ServerVersion};
use countersign_mobile_store::{AccountStore, Reader, Setting, StoreError};
use countersign_primitives::{ChannelId, UserId};

use super::Tasks;
use crate::api::ApiClient;

/// One signed-in account.
pub(crate) struct Account {
    pub(crate) store: AccountStore,
    pub(crate) api: ApiClient,
    pub(crate) user_id: UserId,
    /// Wakes the worker that sends posts.
    pub(crate) outbox: Notify,
    pub(crate) tasks: Tasks,
    facts: Mutex<Arc<ServerFacts>>,
    wants: mpsc::UnboundedSender<Want>,
}

/// What the client config says that is needed all the time.
#[derive(Debug, Default)]
pub(crate) struct ServerFacts {
    /// `DiagnosticId`.
    pub(crate) server_id: Option<String>,
    pub(crate) policy: ServerPolicy,
    pub(crate) version: Option<ServerVersion>,
    pub(crate) signing_key: Option<String>,
    pub(crate) websocket_url: Option<String>,
}

/// Something the worker that talks to the server should fetch or tell, in order of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Want {
    /// The channel is on the screen: tell the server.
    View(ChannelId),
    /// No channel is on the screen: tell the server.
    Leave,
    /// Changes of the posts of one channel.
    Posts(ChannelId),
    /// Config, preferences, teams, channels, people.
    Everything,
    /// Teams, channels, people.
    Lists,
    /// People and their presence.
    People,
    /// Receipts the server does not have yet.
    Receipts,
}

impl Account {
    /// Opens an account out of its store; `api` makes the client for its address.
    pub(crate) fn open(
        store: AccountStore,
        api: impl FnOnce(String) -> ApiClient,
    ) -> Result<(Arc<Self>, mpsc::UnboundedReceiver<Want>), StoreError> {
        let (server_url, user_id) =
            store.read(|read| Ok((read.setting(Setting::ServerUrl)?, read.setting(Setting::UserId)?)))?;
        let (Some(server_url), Some(Ok(user_id))) = (server_url, user_id.map(|id| id.parse())) else {
            return Err(StoreError::Unreadable);
        };
        let facts = store.read(ServerFacts::read)?;
        let (wants, wanted) = mpsc::unbounded_channel();
        let api = api(server_url).with_token(store.token().clone());
        let account = Self {
            api,
            user_id,
            outbox: Notify::new(),
            tasks: Tasks::default(),
            facts: Mutex::new(Arc::new(facts)),
            wants,
            store,
        };
        Ok((Arc::new(account), wanted))
    }

    /// The store's own name for the account: notifications carry it.
    pub(crate) fn name(&self) -> &str {
        self.store.key().as_str()
    }

    pub(crate) fn facts(&self) -> Arc<ServerFacts> {
        Arc::clone(&self.facts.lock())
    }

    /// Reads the facts again, after the client config was written.
    pub(crate) fn refresh_facts(&self) -> Result<(), StoreError> {
        let facts = self.store.read(ServerFacts::read)?;
        *self.facts.lock() = Arc::new(facts);
        Ok(())
    }

    /// Asks the worker. Asking an account that is gone does nothing.
    pub(crate) fn want(&self, want: Want) {
        let _ = self.wants.send(want);
    }
}

impl ServerFacts {
    fn read(store: &Reader) -> Result<Self, StoreError> {
        let config = store.client_config()?;
        let get = |key: &str| config.get(key).map(String::as_str).filter(|value| !value.is_empty());
        Ok(Self {
            server_id: store.setting(Setting::ServerId)?,
            policy: ServerPolicy::read(get),
            version: get("Version").and_then(ServerVersion::parse),
            signing_key: get("AsymmetricSigningPublicKey").map(str::to_owned),
            websocket_url: get("WebsocketURL").map(str::to_owned),
        })
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({})", self.name())
    }
}
