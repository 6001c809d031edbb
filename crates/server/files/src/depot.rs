//! All of this crate that a server's surface needs, in one handle.

use std::sync::Arc;

use countersign_primitives::Random;

use crate::{
    intake::{Intake, IntakeConfig},
    storage::FileStore,
    workers::{Workers, WorkersConfig},
};

/// Where files are, the way in, and who works on pictures. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Depot {
    store: FileStore,
    intake: Intake,
    workers: Workers,
}

impl Depot {
    /// A depot over a store. Attachments, profile pictures and emoji share the workers.
    pub fn new(store: FileStore, workers: &WorkersConfig, intake: IntakeConfig) -> Self {
        let workers = Workers::new(workers);
        Self { intake: Intake::new(store.clone(), workers.clone(), intake), store, workers }
    }

    /// A depot with the usual limits that keeps everything in memory, for tests.
    pub fn in_memory(random: Arc<dyn Random>) -> Self {
        Self::new(FileStore::in_memory(random), &WorkersConfig::default(), IntakeConfig::default())
    }

    /// Where files are.
    pub fn store(&self) -> &FileStore {
        &self.store
    }

    /// The way in.
    pub fn intake(&self) -> &Intake {
        &self.intake
    }

    /// Who works on pictures.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }
}
