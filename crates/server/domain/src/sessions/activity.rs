use std::time::Duration;

use countersign_server_rules::session::{SessionKind, extended_expires_at, needs_activity_write};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    ports::bus::Change,
    sessions::{authenticate::state, sign_in::lengths},
};

/// Notes that a session was used, where that is worth a write: activity every five minutes, and where the settings say
/// so a later end. When the end moved, how long a browser's cookie lasts now.
///
/// # Errors
/// The store does not work.
pub async fn note_activity(domain: &Domain, caller: &Caller) -> Result<Option<Duration>> {
    let (session, now) = (&caller.session, domain.now());
    let settings = domain.settings();
    let extends = settings.service_settings.extend_session_length_with_activity;
    let expires_at = if extends { extended_expires_at(&state(session), &lengths(&settings), now) } else { None };
    if expires_at.is_none() && !needs_activity_write(session.last_activity_at, now) {
        return Ok(None);
    }
    domain.store().touch_session(session.id, now, expires_at).await?;
    domain.changed(Change::Session(session.token_hash));
    Ok(expires_at.map(|_| lengths(&settings).of(SessionKind::Web)))
}
