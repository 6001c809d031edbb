use countersign_primitives::UserId;
use countersign_server_rules::{
    error::invalid_body_param,
    permissions::{Action, Target},
};

use crate::{
    access_tokens::get_token::require, caller::Caller, domain::Domain, error::Result, model::AccessToken,
    ports::store::Page,
};

/// Most tokens that a search finds.
const FOUND: u32 = 100;

/// A page of a user's tokens.
///
/// # Errors
/// 403 for somebody else's.
pub async fn list_tokens(domain: &Domain, caller: &Caller, user_id: UserId, page: Page) -> Result<Vec<AccessToken>> {
    require(domain, caller, user_id, Action::ReadTokens).await?;
    Ok(domain.store().access_tokens(Some(user_id), page).await?)
}

/// A page of everybody's tokens.
///
/// # Errors
/// 403 for all but administrators.
pub async fn list_all_tokens(domain: &Domain, caller: &Caller, page: Page) -> Result<Vec<AccessToken>> {
    domain.require(caller, Action::ManageServer, Target::other())?;
    Ok(domain.store().access_tokens(None, page).await?)
}

/// Tokens whose id, user's id or user's name begins with a text.
///
/// # Errors
/// 403 for all but administrators, 400 without a text.
pub async fn find_tokens(domain: &Domain, caller: &Caller, term: &str) -> Result<Vec<AccessToken>> {
    domain.require(caller, Action::ManageServer, Target::other())?;
    if term.is_empty() {
        return Err(invalid_body_param("term").into());
    }
    Ok(domain.store().find_access_tokens(&term.to_lowercase(), FOUND).await?)
}
