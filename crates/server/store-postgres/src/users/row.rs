use countersign_server_domain::model::{Bot, User};

use crate::{cells::Cells, fault::Fault};

/// The columns that [`user`] reads, of a table called `u`.
macro_rules! columns {
    () => {
        "u.id, u.username, u.email, u.email_verified, u.auth_data, u.auth_service, u.nickname, u.first_name, \
         u.last_name, u.position, u.roles, u.locale, u.timezone, u.props, u.notify_props, u.create_at, u.update_at, \
         u.delete_at, u.last_password_update, u.last_picture_update, u.failed_attempts, u.mfa_active, u.is_bot, \
         u.bot_description, u.bot_owner_id"
    };
}
pub(super) use columns;

/// A statement that yields accounts; its end is given.
macro_rules! select {
    ($end:literal) => {
        concat!("SELECT ", $crate::users::row::columns!(), " FROM users u ", $end)
    };
}
pub(super) use select;

/// An account.
pub(super) fn user(cells: &mut Cells<'_>) -> Result<User, Fault> {
    Ok(User {
        id: cells.id()?,
        username: cells.text()?,
        email: cells.text()?,
        email_verified: cells.get()?,
        auth_data: cells.get()?,
        auth_service: cells.text()?,
        nickname: cells.text()?,
        first_name: cells.text()?,
        last_name: cells.text()?,
        position: cells.text()?,
        roles: cells.text()?,
        locale: cells.text()?,
        timezone: cells.map()?.into(),
        props: cells.map()?.into(),
        notify_props: cells.map()?.into(),
        create_at: cells.time()?,
        update_at: cells.time()?,
        delete_at: cells.time()?,
        last_password_update: cells.time()?,
        last_picture_update: cells.time()?,
        failed_attempts: cells.get()?,
        mfa_active: cells.get()?,
        bot: bot(cells)?,
    })
}

fn bot(cells: &mut Cells<'_>) -> Result<Option<Bot>, Fault> {
    let is_bot: bool = cells.get()?;
    let bot = Bot { description: cells.text()?, owner_id: cells.optional_id()? };
    Ok(is_bot.then_some(bot))
}
