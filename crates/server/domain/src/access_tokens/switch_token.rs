use countersign_primitives::TokenId;
use countersign_server_rules::{error::known, permissions::Action};

use crate::{access_tokens::get_token::allowed, caller::Caller, domain::Domain, error::Result, ports::bus::Change};

/// Switches a token on or off. Off, what uses it is signed out at once.
///
/// # Errors
/// 404 for none, 403 for somebody else's.
pub async fn switch_token(domain: &Domain, caller: &Caller, id: TokenId, active: bool) -> Result<()> {
    // Whoever may make tokens may switch them on; whoever may revoke them may switch them off.
    let action = if active { Action::CreateToken } else { Action::RevokeToken };
    let token = allowed(domain, caller, id, action).await?;
    let ended = domain.store().set_access_token_active(id, active).await?;
    domain.sessions_ended(ended.ok_or(known::USER_ACCESS_TOKEN_GET_BY_USER)?);
    // A look for its session may have been remembered as in vain.
    domain.changed(Change::Session(token.token_hash));
    Ok(())
}
