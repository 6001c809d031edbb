use crate::domain::Domain;

/// Whether what the server stands on works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// The store answers.
    pub store: bool,
    /// Files can be written and read.
    pub files: bool,
}

/// Asks the store and the files.
pub async fn health(domain: &Domain) -> Health {
    let (store, files) = tokio::join!(domain.store().check_health(), domain.files().check_health());
    if let Err(error) = &store {
        tracing::error!(%error, "the store does not work");
    }
    if let Err(error) = &files {
        tracing::error!(%error, "files do not work");
    }
    Health { store: store.is_ok(), files: files.is_ok() }
}
