use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    ports::store::{SessionSelection, Wipe},
};

/// Ends the caller's own session. Its device is not told: it is the one that asks.
///
/// # Errors
/// The store does not work.
pub async fn sign_out(domain: &Domain, caller: &Caller) -> Result<()> {
    let which = SessionSelection::One(caller.session.id);
    let ended = domain.store().end_sessions(which, Wipe::Silently, domain.now()).await?;
    domain.sessions_ended(ended);
    Ok(())
}
