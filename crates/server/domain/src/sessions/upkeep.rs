use std::{sync::Arc, time::Duration};

use crate::{domain::Domain, error::Result};

/// For how long after its end a session is announced.
const WINDOW: Duration = Duration::from_hours(1);

/// How long an expired session stays in the store, so that its device can still be told.
const KEPT: Duration = Duration::from_hours(24);

/// Tells devices whose session has expired. Returns how many. A job calls it every few minutes.
///
/// # Errors
/// The store does not work.
pub async fn announce_expired(domain: &Domain) -> Result<usize> {
    if !domain.settings().service_settings.extend_session_length_with_activity {
        return Ok(0);
    }
    let random = Arc::clone(domain.random());
    let told = domain.store().announce_expired_sessions(domain.now(), WINDOW, random).await?;
    if told > 0 {
        domain.outbox().notify_one();
    }
    Ok(told)
}

/// Removes sessions that expired a day ago. Returns how many. A job calls it now and then.
///
/// # Errors
/// The store does not work.
pub async fn remove_expired(domain: &Domain) -> Result<usize> {
    let ended = domain.store().remove_expired_sessions(domain.now() - KEPT).await?;
    let count = ended.len();
    domain.sessions_ended(ended);
    Ok(count)
}
