use countersign_primitives::{Secret, SessionId, TokenId, UserId};
use countersign_server_rules::{
    error::{invalid_param, known},
    permissions::{Action, Permission},
};

use crate::{
    access_tokens::get_token::require,
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{AccessToken, TokenHash, User},
};

/// Longest description, in bytes.
const MAX_DESCRIPTION_BYTES: usize = 255;

/// A token that was made.
#[derive(Clone, Debug)]
pub struct CreatedToken {
    /// What is kept of it.
    pub token: AccessToken,
    /// The token, in clear for the only time.
    pub secret: Secret<String>,
}

/// Makes a token that acts for a user, or for a bot.
///
/// # Errors
/// 403 without the right, 501 where the server has no tokens for people, 400 without a description.
pub async fn create_token(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    description: String,
) -> Result<CreatedToken> {
    if description.is_empty() {
        return Err(invalid_param("description").into());
    }
    if description.len() > MAX_DESCRIPTION_BYTES || description.contains('\0') {
        return Err(known::USER_ACCESS_TOKEN_IS_VALID_DESCRIPTION.into());
    }
    let user = require(domain, caller, user_id, Action::CreateToken).await?;
    if caller.session.is_oauth || exceeds(domain, caller, &user) {
        return Err(known::CONTEXT_PERMISSIONS.into());
    }
    if user.bot.is_none() && !domain.settings().service_settings.enable_user_access_tokens {
        return Err(known::USER_ACCESS_TOKEN_DISABLED.into());
    }
    let random = domain.random().as_ref();
    let secret = SessionId::generate(random).to_string();
    let token = AccessToken {
        id: TokenId::generate(random),
        user_id,
        token_hash: TokenHash::of(&secret),
        description,
        is_active: true,
    };
    domain.store().add_access_token(token.clone()).await?;
    Ok(CreatedToken { token, secret: Secret::new(secret) })
}

/// Whether a token for this user would let the caller manage the server, who may not.
fn exceeds(domain: &Domain, caller: &Caller, user: &User) -> bool {
    let manages = |roles: &str| domain.access_by_roles(roles).allows(Permission::ManageSystem);
    manages(&user.roles) && !manages(&caller.user.roles)
}
