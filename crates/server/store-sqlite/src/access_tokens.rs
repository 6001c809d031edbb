use async_trait::async_trait;

use countersign_primitives::{TokenId, UserId};
use countersign_server_domain::{
    model::{AccessToken, EndedSession, Session, TokenHash},
    ports::store::{AccessTokenStore, Page, StoreResult},
};
use rusqlite::{Connection, Params, params};

use crate::{column, fault::Fault, sessions, store::SqliteStore};

#[async_trait]
impl AccessTokenStore for SqliteStore {
    async fn add_access_token(&self, token: AccessToken) -> StoreResult<()> {
        self.write(move |db| {
            let sql = "INSERT INTO access_tokens (id, user_id, token_hash, description, is_active)
                       VALUES (?1, ?2, ?3, ?4, ?5)";
            db.prepare_cached(sql)?.execute(params![
                token.id.as_str(),
                token.user_id.as_str(),
                token.token_hash.0.as_slice(),
                token.description,
                token.is_active,
            ])?;
            Ok(())
        })
        .await
    }

    async fn access_token(&self, id: TokenId) -> StoreResult<Option<AccessToken>> {
        self.read(move |db| Ok(select(db, "SELECT * FROM access_tokens WHERE id = ?1", [id.as_str()])?.pop())).await
    }

    async fn access_token_by_hash(&self, hash: TokenHash) -> StoreResult<Option<AccessToken>> {
        self.read(move |db| by_hash(db, hash)).await
    }

    async fn access_tokens(&self, of: Option<UserId>, page: Page) -> StoreResult<Vec<AccessToken>> {
        self.read(move |db| {
            let sql = "SELECT * FROM access_tokens WHERE ?1 IS NULL OR user_id = ?1 ORDER BY id LIMIT ?2 OFFSET ?3";
            let user_id = of.map(|id| id.to_string());
            select(db, sql, params![user_id, page.size, column::offset(page)])
        })
        .await
    }

    async fn find_access_tokens(&self, text: &str, limit: u32) -> StoreResult<Vec<AccessToken>> {
        let text = text.to_owned();
        self.read(move |db| {
            let sql = "SELECT t.* FROM access_tokens t LEFT JOIN users u ON u.id = t.user_id
                       WHERE substr(t.id, 1, length(?1)) = ?1 OR substr(t.user_id, 1, length(?1)) = ?1
                           OR substr(u.username, 1, length(?1)) = ?1
                       ORDER BY t.id LIMIT ?2";
            select(db, sql, params![text, limit])
        })
        .await
    }

    async fn set_access_token_active(&self, id: TokenId, active: bool) -> StoreResult<Option<Vec<EndedSession>>> {
        self.write(move |db| {
            let sql = "UPDATE access_tokens SET is_active = ?2 WHERE id = ?1 RETURNING *";
            let Some(token) = select(db, sql, params![id.as_str(), active])?.pop() else { return Ok(None) };
            Ok(Some(if active { Vec::new() } else { sessions::end_by_hash(db, token.token_hash)? }))
        })
        .await
    }

    async fn delete_access_token(&self, id: TokenId) -> StoreResult<Option<Vec<EndedSession>>> {
        self.write(move |db| {
            let removed = select(db, "DELETE FROM access_tokens WHERE id = ?1 RETURNING *", [id.as_str()])?.pop();
            removed.map(|token| sessions::end_by_hash(db, token.token_hash)).transpose()
        })
        .await
    }

    async fn open_token_session(&self, session: Session) -> StoreResult<bool> {
        self.write(move |db| {
            let is_good = by_hash(db, session.token_hash)?.is_some_and(|token| token.is_active);
            if is_good && !sessions::exists(db, session.token_hash)? {
                sessions::insert(db, &session)?;
            }
            Ok(is_good)
        })
        .await
    }
}

fn by_hash(db: &Connection, hash: TokenHash) -> Result<Option<AccessToken>, Fault> {
    Ok(select(db, "SELECT * FROM access_tokens WHERE token_hash = ?1", [hash.0.as_slice()])?.pop())
}

fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<AccessToken>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let hash: [u8; 32] = row.get("token_hash")?;
        found.push(AccessToken {
            id: column::id(row, "id")?,
            user_id: column::id(row, "user_id")?,
            token_hash: TokenHash(hash),
            description: row.get("description")?,
            is_active: row.get("is_active")?,
        });
    }
    Ok(found)
}
