use countersign_server_domain::{
    model::User,
    ports::store::{NameTaken, NewUser},
};
use tokio_postgres::types::ToSql;

use crate::{cells, connection::Work, fault::Fault, preferences, store::PostgresStore};

const INSERT: &str = "INSERT INTO users (id, username, email, email_verified, auth_data, auth_service, password_hash,
    nickname, first_name, last_name, position, roles, locale, timezone, props, notify_props, create_at, update_at,
    last_password_update, is_bot, bot_description, bot_owner_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)";

/// Held while the first account is made, so that only one is.
const FIRST: &str = "SELECT pg_advisory_xact_lock(hashtext('countersign first account'))";

/// Adds an account and its preferences unless one of its names is taken.
pub(super) async fn create(store: &PostgresStore, new: NewUser) -> Result<Result<User, NameTaken>, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    let mut user = new.user;
    if let Some(taken) = taken(&work, &user).await? {
        return Ok(Err(taken));
    }
    if is_first(&work).await? {
        user.roles = new.first_user_roles;
    }
    match insert(&work, &user, new.password_hash.expose()).await {
        Err(fault) => return by_constraint(fault).map(Err),
        Ok(()) => preferences::save(&work, &new.preferences).await?,
    }
    work.commit().await?;
    Ok(Ok(user))
}

/// Which of the account's names another account has.
pub(super) async fn taken(work: &Work<'_>, user: &User) -> Result<Option<NameTaken>, Fault> {
    let sql = "SELECT u.username = $2 FROM users u WHERE (u.username = $2 OR u.email = $3) AND u.id <> $1
               ORDER BY u.username = $2 DESC LIMIT 1";
    let rows = work.rows(sql, &[&user.id.as_str(), &user.username, &user.email]).await?;
    let by_name = cells::first(&rows, cells::flag)?;
    Ok(by_name.map(|by_name| if by_name { NameTaken::Username } else { NameTaken::Email }))
}

/// Which name somebody else took in this moment, when that is what went wrong.
pub(super) fn by_constraint(fault: Fault) -> Result<NameTaken, Fault> {
    match fault.broken_constraint() {
        Some("users_username") => Ok(NameTaken::Username),
        Some("users_email") => Ok(NameTaken::Email),
        _ => Err(fault),
    }
}

async fn is_first(work: &Work<'_>) -> Result<bool, Fault> {
    const ANY: &str = "SELECT FROM users LIMIT 1";
    if !work.rows(ANY, &[]).await?.is_empty() {
        return Ok(false);
    }
    work.rows(FIRST, &[]).await?;
    Ok(work.rows(ANY, &[]).await?.is_empty())
}

async fn insert(work: &Work<'_>, user: &User, password_hash: &String) -> Result<(), Fault> {
    let bot = user.bot.clone().unwrap_or_default();
    let [timezone, props, notify_props] = [&user.timezone, &user.props, &user.notify_props].map(cells::to_json);
    let values: [&(dyn ToSql + Sync); 22] = [
        &user.id.as_str(),
        &user.username,
        &user.email,
        &user.email_verified,
        &user.auth_data,
        &user.auth_service,
        password_hash,
        &user.nickname,
        &user.first_name,
        &user.last_name,
        &user.position,
        &user.roles,
        &user.locale,
        &timezone,
        &props,
        &notify_props,
        &user.create_at.0,
        &user.update_at.0,
        &user.last_password_update.0,
        &user.bot.is_some(),
        &bot.description,
        &cells::or_empty(bot.owner_id.as_ref()),
    ];
    work.execute(INSERT, &values).await?;
    Ok(())
}
