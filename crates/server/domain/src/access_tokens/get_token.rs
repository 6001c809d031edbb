use std::sync::Arc;

use countersign_primitives::{TokenId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    bots::is_manageable,
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{AccessToken, User},
};

/// A token.
///
/// # Errors
/// 404 for none, 403 for somebody else's.
pub async fn get_token(domain: &Domain, caller: &Caller, id: TokenId) -> Result<AccessToken> {
    allowed(domain, caller, id, Action::ReadTokens).await
}

/// A token that the caller may do something with.
pub(super) async fn allowed(domain: &Domain, caller: &Caller, id: TokenId, action: Action) -> Result<AccessToken> {
    let token = domain.store().access_token(id).await?.ok_or(known::USER_ACCESS_TOKEN_GET_BY_USER)?;
    require(domain, caller, token.user_id, action).await?;
    Ok(token)
}

/// Whether the caller may do something with a user's tokens: one's own, those of bots that one may change, and
/// everybody's for who may act for others.
pub(super) async fn require(domain: &Domain, caller: &Caller, user_id: UserId, action: Action) -> Result<Arc<User>> {
    let user = domain.find_user(user_id).await?;
    let bot = user.as_ref().is_some_and(|user| is_manageable(domain, caller, user));
    domain.require(caller, action, Target::owned(bot || caller.user_id() == user_id))?;
    Ok(user.ok_or(known::USER_MISSING_ACCOUNT)?)
}
