use countersign_primitives::{TimestampMs, UserId};
use countersign_server_domain::{
    model::User,
    ports::store::{NameTaken, ProfileChange},
};
use tokio_postgres::types::ToSql;

use crate::{
    cells,
    connection::Work,
    fault::Fault,
    store::PostgresStore,
    users::{insert, row},
};

/// Activates or deactivates an account.
pub(super) const SET_DELETED: &str =
    concat!("UPDATE users u SET delete_at = $2, update_at = $3 WHERE u.id = $1 RETURNING ", row::columns!());

const UPDATE: &str = "UPDATE users SET username = $2, email = $3, nickname = $4, first_name = $5, last_name = $6,
    position = $7, locale = $8, timezone = $9, props = $10, notify_props = $11, roles = $12, update_at = $13,
    last_picture_update = $14, bot_description = $15, bot_owner_id = $16 WHERE id = $1";

/// Changes an account unless a new name is taken; `None` when there is no such account.
pub(super) async fn update(
    store: &PostgresStore,
    id: UserId,
    change: ProfileChange,
    now: TimestampMs,
) -> Result<Option<Result<User, NameTaken>>, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    let rows = work.rows(row::select!("WHERE u.id = $1 FOR NO KEY UPDATE"), &[&id.as_str()]).await?;
    let Some(mut user) = cells::first(&rows, row::user)? else { return Ok(None) };
    change.apply(&mut user, now);
    if let Some(taken) = insert::taken(&work, &user).await? {
        return Ok(Some(Err(taken)));
    }
    match write(&work, &user).await {
        Err(fault) => return insert::by_constraint(fault).map(|taken| Some(Err(taken))),
        Ok(()) => work.commit().await?,
    }
    Ok(Some(Ok(user)))
}

async fn write(work: &Work<'_>, user: &User) -> Result<(), Fault> {
    let [timezone, props, notify_props] = [&user.timezone, &user.props, &user.notify_props].map(cells::to_json);
    let bot = user.bot.clone().unwrap_or_default();
    let values: [&(dyn ToSql + Sync); 16] = [
        &user.id.as_str(),
        &user.username,
        &user.email,
        &user.nickname,
        &user.first_name,
        &user.last_name,
        &user.position,
        &user.locale,
        &timezone,
        &props,
        &notify_props,
        &user.roles,
        &user.update_at.0,
        &user.last_picture_update.0,
        &bot.description,
        &cells::or_empty(bot.owner_id.as_ref()),
    ];
    work.execute(UPDATE, &values).await?;
    Ok(())
}
