use async_trait::async_trait;

use countersign_primitives::{Secret, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Credentials, EndedSession, User},
    ports::store::{NameTaken, NewUser, ProfileChange, SessionSelection, StoreResult, UserFilter, UserStore, Wipe},
};
use countersign_server_rules::status::PresenceRecord;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{column, fault::Fault, preferences, sessions, statuses, store::SqliteStore};

mod bots;
mod insert;
mod list;
mod row;
mod second_factors;
mod update;

#[async_trait]
impl UserStore for SqliteStore {
    async fn create_user(&self, new: NewUser) -> StoreResult<Result<User, NameTaken>> {
        self.write(move |db| {
            let preferences = new.preferences.clone();
            let outcome = insert::user(db, new)?;
            if outcome.is_ok() {
                preferences::save(db, &preferences)?;
            }
            Ok(outcome)
        })
        .await
    }

    async fn user(&self, id: UserId) -> StoreResult<Option<User>> {
        self.read(move |db| one(db, id)).await
    }

    async fn users_by_ids(&self, ids: &[UserId]) -> StoreResult<Vec<User>> {
        let ids = column::id_list(ids);
        self.read(move |db| row::select(db, "SELECT * FROM users WHERE id IN (SELECT value FROM json_each(?1))", [ids]))
            .await
    }

    async fn users_by_names(&self, usernames: &[String]) -> StoreResult<Vec<User>> {
        let names = column::to_json(&usernames);
        self.read(move |db| {
            row::select(db, "SELECT * FROM users WHERE username IN (SELECT value FROM json_each(?1))", [names])
        })
        .await
    }

    async fn user_by_login(&self, login: &str) -> StoreResult<Option<User>> {
        let login = login.to_owned();
        self.read(move |db| {
            let sql = "SELECT * FROM users WHERE username = ?1 OR email = ?1 ORDER BY username = ?1 DESC LIMIT 1";
            Ok(row::select(db, sql, [login])?.pop())
        })
        .await
    }

    async fn count_users(&self, filter: UserFilter) -> StoreResult<i64> {
        self.read(move |db| list::count(db, &filter)).await
    }

    async fn known_users(&self, user_id: UserId) -> StoreResult<Vec<UserId>> {
        self.read(move |db| list::known(db, user_id)).await
    }

    async fn users(&self, filter: UserFilter) -> StoreResult<Vec<User>> {
        self.read(move |db| list::users(db, &filter)).await
    }

    async fn has_users(&self) -> StoreResult<bool> {
        self.read(|db| Ok(db.prepare_cached("SELECT 1 FROM users LIMIT 1")?.exists(())?)).await
    }

    async fn credentials(&self, id: UserId) -> StoreResult<Option<Credentials>> {
        self.read(move |db| {
            let mut statement = db.prepare_cached("SELECT password_hash, failed_attempts FROM users WHERE id = ?1")?;
            let found = statement.query_row([id.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)));
            Ok(found.optional()?.map(|(hash, failed_attempts)| Credentials {
                user_id: id,
                password_hash: Secret::new(hash),
                failed_attempts,
            }))
        })
        .await
    }

    async fn count_failed_attempt(&self, id: UserId) -> StoreResult<i64> {
        self.write(move |db| {
            let sql = "UPDATE users SET failed_attempts = failed_attempts + 1 WHERE id = ?1 RETURNING failed_attempts";
            Ok(db.prepare_cached(sql)?.query_row([id.as_str()], |row| row.get(0)).optional()?.unwrap_or(0))
        })
        .await
    }

    async fn reset_failed_attempts(&self, id: UserId) -> StoreResult<()> {
        self.write(move |db| {
            db.prepare_cached("UPDATE users SET failed_attempts = 0 WHERE id = ?1")?.execute([id.as_str()])?;
            Ok(())
        })
        .await
    }

    async fn set_password(
        &self,
        id: UserId,
        password_hash: Secret<String>,
        changed_at: Option<TimestampMs>,
    ) -> StoreResult<()> {
        self.write(move |db| {
            let sql = "UPDATE users SET password_hash = ?2, last_password_update = coalesce(?3, last_password_update),
                       update_at = coalesce(?3, update_at), failed_attempts = 0 WHERE id = ?1";
            db.prepare_cached(sql)?.execute(params![
                id.as_str(),
                password_hash.expose(),
                changed_at.map(|time| time.0)
            ])?;
            Ok(())
        })
        .await
    }

    async fn update_user(
        &self,
        id: UserId,
        change: ProfileChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Result<User, NameTaken>>> {
        self.write(move |db| {
            let Some(current) = one(db, id)? else { return Ok(None) };
            update::user(db, current, change, now).map(Some)
        })
        .await
    }

    async fn activate_user(&self, id: UserId, now: TimestampMs) -> StoreResult<Option<User>> {
        self.write(move |db| set_deleted(db, id, TimestampMs::ZERO, now)).await
    }

    async fn deactivate_user(
        &self,
        id: UserId,
        wipe: Wipe,
        now: TimestampMs,
    ) -> StoreResult<Option<(User, Vec<EndedSession>)>> {
        self.write(move |db| {
            let Some(user) = set_deleted(db, id, now, now)? else { return Ok(None) };
            let ended = sessions::end(db, SessionSelection::AllOf(id), &wipe, now)?;
            statuses::save(db, id, &PresenceRecord::default())?;
            Ok(Some((user, ended)))
        })
        .await
    }
}

/// An account.
fn one(db: &Connection, id: UserId) -> Result<Option<User>, Fault> {
    Ok(row::select(db, "SELECT * FROM users WHERE id = ?1", [id.as_str()])?.pop())
}

fn set_deleted(db: &Connection, id: UserId, delete_at: TimestampMs, now: TimestampMs) -> Result<Option<User>, Fault> {
    let sql = "UPDATE users SET delete_at = ?2, update_at = ?3 WHERE id = ?1 RETURNING *";
    Ok(row::select(db, sql, params![id.as_str(), delete_at.0, now.0])?.pop())
}
