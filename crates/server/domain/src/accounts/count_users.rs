use countersign_primitives::UserId;
use countersign_server_rules::permissions::{Action, Target};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    ports::store::{Page, UserFilter, UserScope},
};

/// Counting reads no page.
const NO_PAGE: Page = Page { number: 0, size: 0 };

/// Which accounts to count.
#[derive(Clone, Debug, Default)]
pub struct CountQuery {
    /// Among whom.
    pub scope: UserScope,
    /// Deactivated accounts, too.
    pub with_inactive: bool,
    /// Bots, too.
    pub with_bots: bool,
    /// With one of these system roles only; empty for everybody.
    pub roles: Vec<String>,
}

/// How many active accounts there are, bots included: everybody may know.
///
/// # Errors
/// The store does not work.
pub async fn count_active_users(domain: &Domain) -> Result<i64> {
    let filter = UserFilter { active: Some(true), ..UserFilter::of(UserScope::default(), NO_PAGE) };
    Ok(domain.store().count_users(filter).await?)
}

/// How many accounts there are of a kind, for those who manage accounts.
///
/// # Errors
/// 403 for everybody else.
pub async fn count_users(domain: &Domain, caller: &Caller, query: CountQuery) -> Result<i64> {
    domain.require(caller, Action::CountUsers, Target::other())?;
    let filter = UserFilter {
        active: (!query.with_inactive).then_some(true),
        roles: query.roles,
        without_bots: !query.with_bots,
        ..UserFilter::of(query.scope, NO_PAGE)
    };
    Ok(domain.store().count_users(filter).await?)
}

/// Who else is in any channel of the caller.
///
/// # Errors
/// The store does not work.
pub async fn known_users(domain: &Domain, caller: &Caller) -> Result<Vec<UserId>> {
    Ok(domain.store().known_users(caller.user_id()).await?)
}
