use countersign_primitives::TimestampMs;
use countersign_server_domain::{
    model::User,
    ports::store::{NameTaken, ProfileChange},
};
use rusqlite::{Connection, params};

use crate::{column, fault::Fault, users::insert};

const SQL: &str = "UPDATE users SET username = ?2, email = ?3, nickname = ?4, first_name = ?5, last_name = ?6,
    position = ?7, locale = ?8, timezone = ?9, props = ?10, notify_props = ?11, roles = ?12, update_at = ?13,
    last_picture_update = ?14, bot_description = ?15, bot_owner_id = ?16 WHERE id = ?1";

/// Changes an account unless a new name is taken.
pub(super) fn user(
    db: &Connection,
    mut user: User,
    change: ProfileChange,
    now: TimestampMs,
) -> Result<Result<User, NameTaken>, Fault> {
    change.apply(&mut user, now);
    if let Some(taken) = insert::taken(db, &user)? {
        return Ok(Err(taken));
    }
    let bot = user.bot.clone().unwrap_or_default();
    db.prepare_cached(SQL)?.execute(params![
        user.id.as_str(),
        user.username,
        user.email,
        user.nickname,
        user.first_name,
        user.last_name,
        user.position,
        user.locale,
        column::to_json(&user.timezone),
        column::to_json(&user.props),
        column::to_json(&user.notify_props),
        user.roles,
        user.update_at.0,
        user.last_picture_update.0,
        bot.description,
        column::or_empty(bot.owner_id.as_ref()),
    ])?;
    Ok(Ok(user))
}
