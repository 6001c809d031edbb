use countersign_server_domain::{
    model::User,
    ports::store::{NameTaken, NewUser},
};
use rusqlite::{Connection, params};

use crate::{column, fault::Fault};

const SQL: &str = "INSERT INTO users (id, username, email, email_verified, auth_data, auth_service, password_hash,
    nickname, first_name, last_name, position, roles, locale, timezone, props, notify_props, create_at, update_at,
    last_password_update, is_bot, bot_description, bot_owner_id)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)";

/// Adds an account unless one of its names is taken.
pub(super) fn user(db: &Connection, new: NewUser) -> Result<Result<User, NameTaken>, Fault> {
    let mut user = new.user;
    if let Some(taken) = taken(db, &user)? {
        return Ok(Err(taken));
    }
    if !db.prepare_cached("SELECT 1 FROM users LIMIT 1")?.exists(())? {
        user.roles = new.first_user_roles;
    }
    let bot = user.bot.clone().unwrap_or_default();
    db.prepare_cached(SQL)?.execute(params![
        user.id.as_str(),
        user.username,
        user.email,
        user.email_verified,
        user.auth_data,
        user.auth_service,
        new.password_hash.expose(),
        user.nickname,
        user.first_name,
        user.last_name,
        user.position,
        user.roles,
        user.locale,
        column::to_json(&user.timezone),
        column::to_json(&user.props),
        column::to_json(&user.notify_props),
        user.create_at.0,
        user.update_at.0,
        user.last_password_update.0,
        user.bot.is_some(),
        bot.description,
        column::or_empty(bot.owner_id.as_ref()),
    ])?;
    Ok(Ok(user))
}

/// Which of the account's names another account has.
pub(super) fn taken(db: &Connection, user: &User) -> Result<Option<NameTaken>, Fault> {
    let exists = |sql: &str, value: &str| db.prepare_cached(sql)?.exists([value, user.id.as_str()]);
    if exists("SELECT 1 FROM users WHERE username = ?1 AND id <> ?2", &user.username)? {
        return Ok(Some(NameTaken::Username));
    }
    let by_email = exists("SELECT 1 FROM users WHERE email = ?1 AND id <> ?2", &user.email)?;
    Ok(by_email.then_some(NameTaken::Email))
}
