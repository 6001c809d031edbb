use std::sync::Arc;

use countersign_primitives::Secret;
use countersign_server_rules::password::{DECOY, PasswordHash, SALT_BYTES, hash_password};

use crate::{domain::Domain, error::Result, ports::store::StoreError};

/// Hashes a new password, off the async threads and with a bound on how many at once.
pub(crate) async fn hash(domain: &Domain, password: Secret<String>) -> Result<Secret<String>> {
    let mut salt = [0; SALT_BYTES];
    domain.random().fill(&mut salt);
    let hash = bounded(domain, move || hash_password(password.expose(), salt)).await?;
    Ok(Secret::new(hash))
}

/// Whether it is the password, and whether what is stored should be hashed anew. An account without a password, or
/// none at all, takes as long as any other.
pub(crate) async fn verify(
    domain: &Domain,
    stored: Option<Secret<String>>,
    password: Secret<String>,
) -> Result<PasswordVerdict> {
    bounded(domain, move || {
        let known = stored.as_ref().and_then(|stored| PasswordHash::parse(stored.expose()));
        let Some(known) = known else {
            // Only for the time it takes: whatever the decoy says, the answer is no.
            let _ = PasswordHash::parse(DECOY).is_some_and(|decoy| decoy.verify(password.expose()));
            return PasswordVerdict { is_right: false, needs_rehash: false };
        };
        PasswordVerdict { is_right: known.verify(password.expose()), needs_rehash: known.needs_rehash() }
    })
    .await
}

/// What a password turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PasswordVerdict {
    pub is_right: bool,
    pub needs_rehash: bool,
}

async fn bounded<T: Send + 'static>(domain: &Domain, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let failed = || StoreError::Unavailable("a password could not be looked at".to_owned());
    let slots = Arc::clone(domain.hashing());
    let slot = slots.acquire_owned().await.map_err(|_| failed())?;
    let done = tokio::task::spawn_blocking(move || {
        let _slot = slot;
        work()
    });
    Ok(done.await.map_err(|_| failed())?)
}
