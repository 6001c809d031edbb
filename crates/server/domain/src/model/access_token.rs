use countersign_primitives::{TokenId, UserId};

use crate::model::TokenHash;

/// A personal access token, without the token itself: that is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// The token's name in lists; not the token.
    pub id: TokenId,
    /// For whom it acts.
    pub user_id: UserId,
    /// Finds it when it comes.
    pub token_hash: TokenHash,
    /// What it is for.
    pub description: String,
    /// Whether it works now.
    pub is_active: bool,
}
