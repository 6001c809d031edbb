use countersign_server_domain::{access_tokens::CreatedToken, model::AccessToken};
use countersign_wire_api::UserAccessToken;

/// A token as lists have it.
pub(crate) fn access_token(token: &AccessToken) -> UserAccessToken {
    UserAccessToken {
        id: token.id,
        token: String::new(),
        user_id: token.user_id,
        description: token.description.clone(),
        is_active: token.is_active,
    }
}

/// Several.
pub(crate) fn access_tokens(tokens: &[AccessToken]) -> Vec<UserAccessToken> {
    tokens.iter().map(access_token).collect()
}

/// A token that was just made: the only answer that holds the token itself.
pub(crate) fn created_token(created: &CreatedToken) -> UserAccessToken {
    UserAccessToken { token: created.secret.expose().clone(), ..access_token(&created.token) }
}
