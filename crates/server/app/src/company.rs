//! Whether those who use this database are those who are heard.

use std::time::Duration;

use countersign_server_domain::ports::store::StoreError;
use tokio::time::{Instant, sleep};

use crate::{bus::OpenBus, store::OpenStore};

/// How long others may take to be heard, or to be gone: the database learns of a killed node's end a moment later.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

/// Why a node may not run beside the others.
#[derive(Debug, thiserror::Error)]
pub enum CompanyError {
    /// Others use the database who cannot be told what happens here.
    #[error(
        "{0} other servers use this database and are not heard on this bus: all nodes of one server need the same NATS \
             and the same prefix"
    )]
    Unheard(usize),
    /// The database does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Waits until one of those who use the same database is heard, or nobody else uses it.
pub(crate) async fn check(store: &OpenStore, bus: &OpenBus) -> Result<(), CompanyError> {
    let end = Instant::now() + PATIENCE;
    loop {
        let count = store.other_nodes().await?;
        if count == 0 || bus.others() > 0 {
            return Ok(());
        }
        if Instant::now() > end {
            return Err(CompanyError::Unheard(count));
        }
        sleep(PAUSE).await;
    }
}
