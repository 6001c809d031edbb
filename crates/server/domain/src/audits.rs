//! The audit trail: what was done to accounts and sessions, by whom, from where.

use countersign_primitives::{AuditId, SessionId, TimestampMs, UserId};
use countersign_server_rules::permissions::{Action, Target};

use crate::{caller::Caller, domain::Domain, error::Result, model::Audit, ports::store::Page};

/// Something that was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deed {
    /// By whom; `None` when nobody was signed in.
    pub user_id: Option<UserId>,
    /// By which session; `None` without one.
    pub session_id: Option<SessionId>,
    /// The address that was asked.
    pub action: String,
    /// More about it; never a secret.
    pub extra_info: String,
    /// From where; empty when unknown.
    pub ip_address: String,
}

/// Longest text of an entry, in bytes; what is longer is cut.
const MAX_BYTES: usize = 1024;

/// Notes what was done, in this order.
///
/// # Errors
/// The store does not work.
pub async fn note(domain: &Domain, deeds: Vec<Deed>) -> Result<()> {
    let now = domain.now();
    // The list is ordered by time alone: the last one is now, and each before it a little earlier.
    let entry = |(earlier, deed): (i64, Deed)| Audit {
        id: AuditId::generate(domain.random().as_ref()),
        create_at: TimestampMs(now.0 - earlier),
        user_id: deed.user_id,
        action: cut(deed.action),
        extra_info: cut(deed.extra_info),
        ip_address: deed.ip_address,
        session_id: deed.session_id,
    };
    let mut audits: Vec<Audit> = (0..).zip(deeds.into_iter().rev()).map(entry).collect();
    audits.reverse();
    Ok(domain.store().add_audits(audits).await?)
}

/// A page of what a user did, the latest first.
///
/// # Errors
/// 403 for somebody else's.
pub async fn audits_of(domain: &Domain, caller: &Caller, user_id: UserId, page: Page) -> Result<Vec<Audit>> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    Ok(domain.store().audits(Some(user_id), page).await?)
}

/// A page of what everybody did, failed sign-ins included, the latest first.
///
/// # Errors
/// 403 for all but those who read the trail.
pub async fn every_audit(domain: &Domain, caller: &Caller, page: Page) -> Result<Vec<Audit>> {
    domain.require(caller, Action::ReadAudits, Target::other())?;
    Ok(domain.store().audits(None, page).await?)
}

fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MAX_BYTES));
    text
}
