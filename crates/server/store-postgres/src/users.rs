use async_trait::async_trait;

use countersign_primitives::{Secret, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Credentials, EndedSession, User},
    ports::store::{NameTaken, NewUser, ProfileChange, SessionSelection, StoreResult, UserFilter, UserStore, Wipe},
};
use countersign_server_rules::status::PresenceRecord;

use crate::{
    cells::{self, Cells},
    sessions, statuses,
    store::PostgresStore,
};

mod bots;
mod insert;
mod list;
mod row;
mod second_factors;
mod update;

#[async_trait]
impl UserStore for PostgresStore {
    async fn create_user(&self, new: NewUser) -> StoreResult<Result<User, NameTaken>> {
        Ok(insert::create(self, new).await?)
    }

    async fn user(&self, id: UserId) -> StoreResult<Option<User>> {
        let rows = self.read(row::select!("WHERE u.id = $1"), &[&id.as_str()]).await?;
        Ok(cells::first(&rows, row::user)?)
    }

    async fn users_by_ids(&self, ids: &[UserId]) -> StoreResult<Vec<User>> {
        let rows = self.read(row::select!("WHERE u.id = ANY ($1)"), &[&cells::texts(ids)]).await?;
        Ok(cells::all(&rows, row::user)?)
    }

    async fn users_by_names(&self, usernames: &[String]) -> StoreResult<Vec<User>> {
        let names = cells::without_nul(usernames);
        let rows = self.read(row::select!("WHERE u.username = ANY ($1)"), &[&names]).await?;
        Ok(cells::all(&rows, row::user)?)
    }

    async fn user_by_login(&self, login: &str) -> StoreResult<Option<User>> {
        let sql = row::select!("WHERE u.username = $1 OR u.email = $1 ORDER BY u.username = $1 DESC LIMIT 1");
        Ok(cells::first(&self.read(sql, &[&login]).await?, row::user)?)
    }

    async fn users(&self, filter: UserFilter) -> StoreResult<Vec<User>> {
        list::users(self, &filter).await
    }

    async fn count_users(&self, filter: UserFilter) -> StoreResult<i64> {
        list::count(self, &filter).await
    }

    async fn known_users(&self, user_id: UserId) -> StoreResult<Vec<UserId>> {
        let sql = "SELECT DISTINCT other.user_id FROM channel_members own
                   JOIN channel_members other ON other.channel_id = own.channel_id
                   WHERE own.user_id = $1 AND other.user_id <> $1";
        Ok(cells::all(&self.read(sql, &[&user_id.as_str()]).await?, cells::id)?)
    }

    async fn has_users(&self) -> StoreResult<bool> {
        Ok(!self.read("SELECT FROM users LIMIT 1", &[]).await?.is_empty())
    }

    async fn credentials(&self, id: UserId) -> StoreResult<Option<Credentials>> {
        let sql = "SELECT password_hash, failed_attempts FROM users WHERE id = $1";
        let rows = self.read(sql, &[&id.as_str()]).await?;
        let read = |cells: &mut Cells<'_>| {
            Ok(Credentials { user_id: id, password_hash: Secret::new(cells.text()?), failed_attempts: cells.get()? })
        };
        Ok(cells::first(&rows, read)?)
    }

    async fn count_failed_attempt(&self, id: UserId) -> StoreResult<i64> {
        let sql = "UPDATE users SET failed_attempts = failed_attempts + 1 WHERE id = $1 RETURNING failed_attempts";
        let rows = self.write(sql, &[&id.as_str()]).await?;
        Ok(cells::first(&rows, cells::number)?.unwrap_or(0))
    }

    async fn reset_failed_attempts(&self, id: UserId) -> StoreResult<()> {
        self.write("UPDATE users SET failed_attempts = 0 WHERE id = $1", &[&id.as_str()]).await?;
        Ok(())
    }

    async fn set_password(
        &self,
        id: UserId,
        password_hash: Secret<String>,
        changed_at: Option<TimestampMs>,
    ) -> StoreResult<()> {
        let sql = "UPDATE users SET password_hash = $2, last_password_update = coalesce($3, last_password_update),
                   update_at = coalesce($3, update_at), failed_attempts = 0 WHERE id = $1";
        let changed_at = changed_at.map(|time| time.0);
        self.write(sql, &[&id.as_str(), password_hash.expose(), &changed_at]).await?;
        Ok(())
    }

    async fn update_user(
        &self,
        id: UserId,
        change: ProfileChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Result<User, NameTaken>>> {
        Ok(update::update(self, id, change, now).await?)
    }

    async fn activate_user(&self, id: UserId, now: TimestampMs) -> StoreResult<Option<User>> {
        let rows = self.write(update::SET_DELETED, &[&id.as_str(), &0_i64, &now.0]).await?;
        Ok(cells::first(&rows, row::user)?)
    }

    async fn deactivate_user(
        &self,
        id: UserId,
        wipe: Wipe,
        now: TimestampMs,
    ) -> StoreResult<Option<(User, Vec<EndedSession>)>> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let rows = work.rows(update::SET_DELETED, &[&id.as_str(), &now.0, &now.0]).await?;
        let Some(user) = cells::first(&rows, row::user)? else { return Ok(None) };
        let ended = sessions::end(&work, SessionSelection::AllOf(id), &wipe, now).await?;
        statuses::save(&work, id, PresenceRecord::default()).await?;
        work.commit().await?;
        Ok(Some((user, ended)))
    }
}
