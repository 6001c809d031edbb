//! The bus: of this process alone, or of several nodes.

use std::sync::Arc;

use countersign_primitives::Random;
use countersign_server_bus_nats::{Ear, NatsBus, OpenError};
use countersign_server_domain::{
    domain::Domain,
    ports::bus::{Bus, InProcessBus},
};

use crate::config::{Database, ServerConfig};

/// Why there is no bus.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    /// NATS cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Nodes that hear one another but do not share a database.
    #[error("several nodes share one PostgreSQL: a bus goes with --database-url. With a file there is one node only")]
    WithoutDatabase,
}

/// How messages get to the listeners of every node.
pub(crate) enum OpenBus {
    Alone(Arc<InProcessBus>),
    // The ear is there until there is somebody to hear for.
    Nodes(Arc<NatsBus>, Option<Box<Ear>>),
}

impl OpenBus {
    /// Connects where there are several nodes. From here on nothing that another node tells is missed.
    pub(crate) async fn open(config: &ServerConfig, random: &dyn Random) -> Result<Self, BusError> {
        match (&config.bus, &config.database) {
            (None, _) => Ok(Self::Alone(Arc::default())),
            (Some(_), Database::Embedded) => Err(BusError::WithoutDatabase),
            (Some(bus), Database::Postgres(_)) => {
                let (bus, ear) = NatsBus::open(bus, random).await?;
                Ok(Self::Nodes(bus, Some(Box::new(ear))))
            }
        }
    }

    /// The same as the use cases see it.
    pub(crate) fn port(&self) -> Arc<dyn Bus> {
        match self {
            Self::Alone(bus) => Arc::clone(bus) as Arc<dyn Bus>,
            Self::Nodes(bus, _) => Arc::clone(bus) as Arc<dyn Bus>,
        }
    }

    /// Begins to hear the other nodes.
    pub(crate) fn listen_for(&mut self, domain: &Domain) {
        if let Self::Nodes(_, ear) = self
            && let Some(ear) = ear.take()
        {
            ear.listen_for(domain.clone());
        }
    }

    /// How many other nodes are heard now; none where there is one only.
    pub(crate) fn others(&self) -> usize {
        match self {
            Self::Alone(_) => 0,
            Self::Nodes(bus, _) => bus.others(),
        }
    }

    /// Says farewell to the other nodes.
    pub(crate) async fn close(&self) {
        if let Self::Nodes(bus, _) = self {
            bus.close().await;
        }
    }
}
