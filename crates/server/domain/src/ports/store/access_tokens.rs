use async_trait::async_trait;

use countersign_primitives::{TokenId, UserId};

use crate::{
    model::{AccessToken, EndedSession, Session, TokenHash},
    ports::store::{Page, StoreResult},
};

/// Personal access tokens.
#[async_trait]
pub trait AccessTokenStore {
    /// Adds a token.
    async fn add_access_token(&self, token: AccessToken) -> StoreResult<()>;

    /// A token.
    async fn access_token(&self, id: TokenId) -> StoreResult<Option<AccessToken>>;

    /// The token of a hash, active or not.
    async fn access_token_by_hash(&self, hash: TokenHash) -> StoreResult<Option<AccessToken>>;

    /// A page of the tokens of one user, or of everybody, ordered by id.
    async fn access_tokens(&self, of: Option<UserId>, page: Page) -> StoreResult<Vec<AccessToken>>;

    /// Tokens whose id, user's id or user's name begins with a text, taken literally; ordered by id, at most `limit`.
    async fn find_access_tokens(&self, text: &str, limit: u32) -> StoreResult<Vec<AccessToken>>;

    /// Switches a token on or off; off, its session ends in the same transaction. Returns what ended; `None` when there
    /// is no such token.
    async fn set_access_token_active(&self, id: TokenId, active: bool) -> StoreResult<Option<Vec<EndedSession>>>;

    /// Removes a token and ends its session, in one transaction. Returns what ended; `None` when there is no such token.
    async fn delete_access_token(&self, id: TokenId) -> StoreResult<Option<Vec<EndedSession>>>;

    /// Adds the session of a token that is used, unless it is there. `false` when there is no active token of the
    /// session's hash; nothing is added then.
    async fn open_token_session(&self, session: Session) -> StoreResult<bool>;
}
