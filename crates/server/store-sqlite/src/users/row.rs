use countersign_server_domain::model::{Bot, User};
use rusqlite::{Connection, Params, Row};

use crate::{column, fault::Fault};

/// Accounts a statement yields; it must select all columns.
pub(super) fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<User>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut users = Vec::new();
    while let Some(row) = rows.next()? {
        users.push(user(row)?);
    }
    Ok(users)
}

fn user(row: &Row<'_>) -> Result<User, Fault> {
    let bot = row.get::<_, bool>("is_bot")?.then(|| {
        Ok::<_, Fault>(Bot {
            description: row.get("bot_description")?,
            owner_id: column::optional_id(row, "bot_owner_id")?,
        })
    });
    Ok(User {
        id: column::id(row, "id")?,
        username: row.get("username")?,
        email: row.get("email")?,
        email_verified: row.get("email_verified")?,
        auth_data: row.get("auth_data")?,
        auth_service: row.get("auth_service")?,
        nickname: row.get("nickname")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        position: row.get("position")?,
        roles: row.get("roles")?,
        locale: row.get("locale")?,
        timezone: column::map(row, "timezone")?.into(),
        props: column::map(row, "props")?.into(),
        notify_props: column::map(row, "notify_props")?.into(),
        create_at: column::time(row, "create_at")?,
        update_at: column::time(row, "update_at")?,
        delete_at: column::time(row, "delete_at")?,
        last_password_update: column::time(row, "last_password_update")?,
        last_picture_update: column::time(row, "last_picture_update")?,
        failed_attempts: row.get("failed_attempts")?,
        mfa_active: row.get("mfa_active")?,
        bot: bot.transpose()?,
    })
}
