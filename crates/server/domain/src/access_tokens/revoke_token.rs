use countersign_primitives::TokenId;
use countersign_server_rules::{error::known, permissions::Action};

use crate::{access_tokens::get_token::allowed, caller::Caller, domain::Domain, error::Result};

/// Removes a token. What uses it is signed out at once.
///
/// # Errors
/// 404 for none, 403 for somebody else's.
pub async fn revoke_token(domain: &Domain, caller: &Caller, id: TokenId) -> Result<()> {
    allowed(domain, caller, id, Action::RevokeToken).await?;
    let ended = domain.store().delete_access_token(id).await?.ok_or(known::USER_ACCESS_TOKEN_GET_BY_USER)?;
    domain.sessions_ended(ended);
    Ok(())
}
