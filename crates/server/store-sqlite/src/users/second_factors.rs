use async_trait::async_trait;

use countersign_primitives::{Secret, TimestampMs, UserId};
use countersign_server_domain::{
    model::{SecondFactor, User},
    ports::store::{SecondFactorStore, StoreResult},
};
use rusqlite::{Connection, params};

use crate::{column, fault::Fault, store::SqliteStore, users::row};

#[async_trait]
impl SecondFactorStore for SqliteStore {
    async fn second_factor(&self, user_id: UserId) -> StoreResult<Option<SecondFactor>> {
        self.read(move |db| {
            let mut statement = db.prepare_cached("SELECT * FROM second_factors WHERE user_id = ?1")?;
            let mut rows = statement.query([user_id.as_str()])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            Ok(Some(SecondFactor {
                secret: Secret::new(row.get("secret")?),
                pending: Secret::new(row.get("pending")?),
                used: column::json(row, "used")?,
            }))
        })
        .await
    }

    async fn offer_second_factor(&self, user_id: UserId, pending: Secret<String>) -> StoreResult<()> {
        self.write(move |db| {
            let sql = "INSERT INTO second_factors (user_id, pending) VALUES (?1, ?2)
                       ON CONFLICT (user_id) DO UPDATE SET pending = excluded.pending";
            db.prepare_cached(sql)?.execute([user_id.as_str(), pending.expose()])?;
            Ok(())
        })
        .await
    }

    async fn activate_second_factor(
        &self,
        user_id: UserId,
        pending: Secret<String>,
        steps: Vec<i64>,
        now: TimestampMs,
    ) -> StoreResult<Option<User>> {
        self.write(move |db| {
            let sql = "UPDATE second_factors SET secret = pending, pending = '', used = ?3
                       WHERE user_id = ?1 AND pending = ?2";
            let steps = column::to_json(&steps);
            if db.prepare_cached(sql)?.execute([user_id.as_str(), pending.expose(), &steps])? == 0 {
                return Ok(None);
            }
            set_active(db, user_id, true, now)
        })
        .await
    }

    async fn remove_second_factor(&self, user_id: UserId, now: TimestampMs) -> StoreResult<Option<User>> {
        self.write(move |db| {
            db.prepare_cached("DELETE FROM second_factors WHERE user_id = ?1")?.execute([user_id.as_str()])?;
            set_active(db, user_id, false, now)
        })
        .await
    }

    async fn use_second_factor(&self, user_id: UserId, before: Vec<i64>, after: Vec<i64>) -> StoreResult<bool> {
        self.write(move |db| {
            let sql = "UPDATE second_factors SET used = ?3 WHERE user_id = ?1 AND used = ?2";
            let (before, after) = (column::to_json(&before), column::to_json(&after));
            Ok(db.prepare_cached(sql)?.execute([user_id.as_str(), &before, &after])? > 0)
        })
        .await
    }
}

fn set_active(db: &Connection, id: UserId, active: bool, now: TimestampMs) -> Result<Option<User>, Fault> {
    let sql = "UPDATE users SET mfa_active = ?2, update_at = ?3 WHERE id = ?1 RETURNING *";
    Ok(row::select(db, sql, params![id.as_str(), active, now.0])?.pop())
}
