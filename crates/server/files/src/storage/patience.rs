use std::{future::Future, time::Duration};

use tokio::time;

use super::error::StorageError;

/// How long one step of storage may take.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

/// Waits for one step of the library, but not for ever.
pub(super) async fn in_time<T>(
    doing: &'static str,
    step: impl Future<Output = object_store::Result<T>>,
) -> Result<T, StorageError> {
    match time::timeout(PATIENCE, step).await {
        Ok(result) => result.map_err(StorageError::unavailable(doing)),
        Err(_) => Err(StorageError::TimedOut { doing, waited: PATIENCE }),
    }
}
