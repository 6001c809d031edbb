use countersign_primitives::{ChannelId, UserId};
use countersign_server_domain::model::RosterEntry;
use countersign_server_rules::notify_props::{MemberNotifyProps, Repeated, UserNotifyProps};
use rusqlite::{Connection, Params};

use crate::{column, fault::Fault};

const SELECT: &str = "SELECT u.id AS user_id, u.username, u.first_name, u.is_bot, u.notify_props AS user_props,
    m.notify_props AS member_props FROM channel_members m JOIN users u ON u.id = m.user_id AND u.delete_at = 0
    WHERE m.channel_id = ?1";

/// All members as notifications see them.
pub(super) fn all(db: &Connection, channel_id: ChannelId) -> Result<Vec<RosterEntry>, Fault> {
    select(db, SELECT, [channel_id.as_str()])
}

/// One member as notifications see them.
pub(super) fn one(db: &Connection, channel_id: ChannelId, user_id: UserId) -> Result<Option<RosterEntry>, Fault> {
    let sql = format!("{SELECT} AND m.user_id = ?2");
    Ok(select(db, &sql, [channel_id.as_str(), user_id.as_str()])?.pop())
}

fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<RosterEntry>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let (mut user_props, mut member_props) =
        (Repeated::new(UserNotifyProps::read), Repeated::new(MemberNotifyProps::read));
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(RosterEntry {
            user_id: column::id(row, "user_id")?,
            username: row.get("username")?,
            first_name: row.get("first_name")?,
            is_bot: row.get("is_bot")?,
            user_props: column::settings(row, "user_props", &mut user_props)?,
            member_props: column::settings(row, "member_props", &mut member_props)?,
        });
    }
    Ok(entries)
}
