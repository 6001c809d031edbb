use async_trait::async_trait;

use countersign_primitives::{Secret, TimestampMs, UserId};
use countersign_server_domain::{
    model::{SecondFactor, User},
    ports::store::{SecondFactorStore, StoreResult},
};

use crate::{
    cells::{self, Cells},
    store::PostgresStore,
    users::row,
};

const SET_ACTIVE: &str =
    concat!("UPDATE users u SET mfa_active = $2, update_at = $3 WHERE u.id = $1 RETURNING ", row::columns!());

#[async_trait]
impl SecondFactorStore for PostgresStore {
    async fn second_factor(&self, user_id: UserId) -> StoreResult<Option<SecondFactor>> {
        let sql = "SELECT secret, pending, used FROM second_factors WHERE user_id = $1";
        let read = |cells: &mut Cells<'_>| {
            Ok(SecondFactor {
                secret: Secret::new(cells.text()?),
                pending: Secret::new(cells.text()?),
                used: cells.json()?,
            })
        };
        Ok(cells::first(&self.read(sql, &[&user_id.as_str()]).await?, read)?)
    }

    async fn offer_second_factor(&self, user_id: UserId, pending: Secret<String>) -> StoreResult<()> {
        let sql = "INSERT INTO second_factors (user_id, pending) VALUES ($1, $2)
                   ON CONFLICT (user_id) DO UPDATE SET pending = excluded.pending";
        self.write(sql, &[&user_id.as_str(), pending.expose()]).await?;
        Ok(())
    }

    async fn activate_second_factor(
        &self,
        user_id: UserId,
        pending: Secret<String>,
        steps: Vec<i64>,
        now: TimestampMs,
    ) -> StoreResult<Option<User>> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let sql = "UPDATE second_factors SET secret = pending, pending = '', used = $3
                   WHERE user_id = $1 AND pending = $2";
        let steps = cells::to_json(&steps);
        if work.execute(sql, &[&user_id.as_str(), pending.expose(), &steps]).await? == 0 {
            return Ok(None);
        }
        let rows = work.rows(SET_ACTIVE, &[&user_id.as_str(), &true, &now.0]).await?;
        let user = cells::first(&rows, row::user)?;
        work.commit().await?;
        Ok(user)
    }

    async fn remove_second_factor(&self, user_id: UserId, now: TimestampMs) -> StoreResult<Option<User>> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        work.execute("DELETE FROM second_factors WHERE user_id = $1", &[&user_id.as_str()]).await?;
        let rows = work.rows(SET_ACTIVE, &[&user_id.as_str(), &false, &now.0]).await?;
        let user = cells::first(&rows, row::user)?;
        work.commit().await?;
        Ok(user)
    }

    async fn use_second_factor(&self, user_id: UserId, before: Vec<i64>, after: Vec<i64>) -> StoreResult<bool> {
        let sql = "UPDATE second_factors SET used = $3 WHERE user_id = $1 AND used = $2 RETURNING true";
        let (before, after) = (cells::to_json(&before), cells::to_json(&after));
        Ok(!self.write(sql, &[&user_id.as_str(), &before, &after]).await?.is_empty())
    }
}
