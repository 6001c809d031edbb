use async_trait::async_trait;

use countersign_primitives::{TokenId, UserId};

use crate::{
    memory::{MemoryStore, State, paged},
    model::{AccessToken, EndedSession, Session, TokenHash},
    ports::store::{AccessTokenStore, Page, StoreResult},
};

#[async_trait]
impl AccessTokenStore for MemoryStore {
    async fn add_access_token(&self, token: AccessToken) -> StoreResult<()> {
        self.state().access_tokens.insert(token.id, token);
        Ok(())
    }

    async fn access_token(&self, id: TokenId) -> StoreResult<Option<AccessToken>> {
        Ok(self.state().access_tokens.get(&id).cloned())
    }

    async fn access_token_by_hash(&self, hash: TokenHash) -> StoreResult<Option<AccessToken>> {
        Ok(self.state().access_tokens.values().find(|token| token.token_hash == hash).cloned())
    }

    async fn access_tokens(&self, of: Option<UserId>, page: Page) -> StoreResult<Vec<AccessToken>> {
        let state = self.state();
        let meant = |token: &&AccessToken| of.is_none_or(|user_id| token.user_id == user_id);
        Ok(paged(state.access_tokens.values().filter(meant).cloned(), page))
    }

    async fn find_access_tokens(&self, text: &str, limit: u32) -> StoreResult<Vec<AccessToken>> {
        let state = self.state();
        let matches = |token: &&AccessToken| {
            let username = state.users.get(&token.user_id).map_or("", |user| user.username.as_str());
            [token.id.as_str(), token.user_id.as_str(), username].iter().any(|name| name.starts_with(text))
        };
        Ok(paged(state.access_tokens.values().filter(matches).cloned(), Page { number: 0, size: limit }))
    }

    async fn set_access_token_active(&self, id: TokenId, active: bool) -> StoreResult<Option<Vec<EndedSession>>> {
        let mut state = self.state();
        let Some(token) = state.access_tokens.get_mut(&id) else { return Ok(None) };
        token.is_active = active;
        let hash = token.token_hash;
        Ok(Some(if active { Vec::new() } else { state.end_token_session(hash) }))
    }

    async fn delete_access_token(&self, id: TokenId) -> StoreResult<Option<Vec<EndedSession>>> {
        let mut state = self.state();
        let removed = state.access_tokens.remove(&id);
        Ok(removed.map(|token| state.end_token_session(token.token_hash)))
    }

    async fn open_token_session(&self, session: Session) -> StoreResult<bool> {
        let mut state = self.state();
        let hash = session.token_hash;
        let is_good = state.access_tokens.values().any(|token| token.token_hash == hash && token.is_active);
        if is_good && !state.sessions.values().any(|other| other.token_hash == hash) {
            state.sessions.insert(session.id, session);
        }
        Ok(is_good)
    }
}

impl State {
    fn end_token_session(&mut self, hash: TokenHash) -> Vec<EndedSession> {
        self.remove_sessions(|session| session.token_hash == hash)
    }
}
