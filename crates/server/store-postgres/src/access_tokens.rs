use async_trait::async_trait;

use countersign_primitives::{TokenId, UserId};
use countersign_server_domain::{
    model::{AccessToken, EndedSession, Session, TokenHash},
    ports::store::{AccessTokenStore, Page, StoreResult},
};

use crate::{
    cells::{self, Cells},
    fault::Fault,
    sessions,
    store::PostgresStore,
};

/// A statement that yields tokens; its end is given.
macro_rules! select {
    ($end:literal) => {
        concat!("SELECT t.id, t.user_id, t.token_hash, t.description, t.is_active FROM access_tokens t ", $end)
    };
}

const DELETE: &str = "DELETE FROM access_tokens t WHERE t.id = $1
    RETURNING t.id, t.user_id, t.token_hash, t.description, t.is_active";

const SET_ACTIVE: &str = "UPDATE access_tokens t SET is_active = $2 WHERE t.id = $1
    RETURNING t.id, t.user_id, t.token_hash, t.description, t.is_active";

#[async_trait]
impl AccessTokenStore for PostgresStore {
    async fn add_access_token(&self, token: AccessToken) -> StoreResult<()> {
        let sql = "INSERT INTO access_tokens (id, user_id, token_hash, description, is_active)
                   VALUES ($1, $2, $3, $4, $5)";
        let (id, user_id, hash) = (token.id.as_str(), token.user_id.as_str(), token.token_hash.0.as_slice());
        self.write(sql, &[&id, &user_id, &hash, &token.description, &token.is_active]).await?;
        Ok(())
    }

    async fn access_token(&self, id: TokenId) -> StoreResult<Option<AccessToken>> {
        Ok(cells::first(&self.read(select!("WHERE t.id = $1"), &[&id.as_str()]).await?, token)?)
    }

    async fn access_token_by_hash(&self, hash: TokenHash) -> StoreResult<Option<AccessToken>> {
        let rows = self.read(select!("WHERE t.token_hash = $1"), &[&hash.0.as_slice()]).await?;
        Ok(cells::first(&rows, token)?)
    }

    async fn access_tokens(&self, of: Option<UserId>, page: Page) -> StoreResult<Vec<AccessToken>> {
        let (limit, offset) = (cells::limit(page), cells::offset(page));
        let rows = match of {
            Some(user_id) => {
                let sql = select!("WHERE t.user_id = $1 ORDER BY t.id LIMIT $2 OFFSET $3");
                self.read(sql, &[&user_id.as_str(), &limit, &offset]).await?
            }
            None => self.read(select!("ORDER BY t.id LIMIT $1 OFFSET $2"), &[&limit, &offset]).await?,
        };
        Ok(cells::all(&rows, token)?)
    }

    async fn find_access_tokens(&self, text: &str, limit: u32) -> StoreResult<Vec<AccessToken>> {
        let sql = select!(
            "LEFT JOIN users u ON u.id = t.user_id
             WHERE starts_with(t.id, $1) OR starts_with(t.user_id, $1) OR starts_with(u.username, $1)
             ORDER BY t.id LIMIT $2"
        );
        Ok(cells::all(&self.read(sql, &[&text, &i64::from(limit)]).await?, token)?)
    }

    async fn set_access_token_active(&self, id: TokenId, active: bool) -> StoreResult<Option<Vec<EndedSession>>> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let rows = work.rows(SET_ACTIVE, &[&id.as_str(), &active]).await?;
        let Some(token) = cells::first(&rows, token)? else { return Ok(None) };
        let ended = if active { Vec::new() } else { sessions::end_by_hash(&work, token.token_hash).await? };
        work.commit().await?;
        Ok(Some(ended))
    }

    async fn delete_access_token(&self, id: TokenId) -> StoreResult<Option<Vec<EndedSession>>> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let rows = work.rows(DELETE, &[&id.as_str()]).await?;
        let Some(token) = cells::first(&rows, token)? else { return Ok(None) };
        let ended = sessions::end_by_hash(&work, token.token_hash).await?;
        work.commit().await?;
        Ok(Some(ended))
    }

    async fn open_token_session(&self, session: Session) -> StoreResult<bool> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        // Whoever switches the token off waits until the session is there to be ended.
        let sql = select!("WHERE t.token_hash = $1 AND t.is_active FOR SHARE OF t");
        if work.rows(sql, &[&session.token_hash.0.as_slice()]).await?.is_empty() {
            return Ok(false);
        }
        sessions::insert_once(&work, &session).await?;
        work.commit().await?;
        Ok(true)
    }
}

fn token(cells: &mut Cells<'_>) -> Result<AccessToken, Fault> {
    let (id, user_id) = (cells.id()?, cells.id()?);
    let hash: &[u8] = cells.get()?;
    Ok(AccessToken {
        id,
        user_id,
        token_hash: TokenHash(hash.try_into().map_err(|_| cells.wrong())?),
        description: cells.text()?,
        is_active: cells.get()?,
    })
}
