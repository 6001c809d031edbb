use countersign_server_domain::model::{Channel, ChannelMember, ChannelState, ChannelTotals};
use countersign_server_rules::channel::ChannelKind;
use rusqlite::{Connection, Params, Row};

use crate::{column, fault::Fault};

/// Channels a statement yields; it must select all columns.
pub(super) fn channels(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<ChannelState>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut channels = Vec::new();
    while let Some(row) = rows.next()? {
        channels.push(ChannelState { channel: channel(row)?, totals: totals(row)? });
    }
    Ok(channels)
}

/// Memberships a statement yields; it must select all columns.
pub(crate) fn members(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<ChannelMember>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut members = Vec::new();
    while let Some(row) = rows.next()? {
        members.push(member(row)?);
    }
    Ok(members)
}

/// A channel's totals.
pub(crate) fn totals(row: &Row<'_>) -> Result<ChannelTotals, Fault> {
    Ok(ChannelTotals {
        last_post_at: column::time(row, "last_post_at")?,
        last_root_post_at: column::time(row, "last_root_post_at")?,
        total_msg_count: row.get("total_msg_count")?,
        total_msg_count_root: row.get("total_msg_count_root")?,
    })
}

fn channel(row: &Row<'_>) -> Result<Channel, Fault> {
    let kind = row.get_ref("kind")?.as_str().ok().and_then(ChannelKind::parse);
    Ok(Channel {
        id: column::id(row, "id")?,
        create_at: column::time(row, "create_at")?,
        update_at: column::time(row, "update_at")?,
        delete_at: column::time(row, "delete_at")?,
        team_id: column::optional_id(row, "team_id")?,
        kind: kind.ok_or(Fault::Column("kind"))?,
        display_name: row.get("display_name")?,
        name: row.get("name")?,
        header: row.get("header")?,
        purpose: row.get("purpose")?,
        creator_id: column::optional_id(row, "creator_id")?,
    })
}

fn member(row: &Row<'_>) -> Result<ChannelMember, Fault> {
    Ok(ChannelMember {
        channel_id: column::id(row, "channel_id")?,
        user_id: column::id(row, "user_id")?,
        last_viewed_at: column::time(row, "last_viewed_at")?,
        msg_count: row.get("msg_count")?,
        msg_count_root: row.get("msg_count_root")?,
        mention_count: row.get("mention_count")?,
        mention_count_root: row.get("mention_count_root")?,
        urgent_mention_count: row.get("urgent_mention_count")?,
        notify_props: column::map(row, "notify_props")?,
        last_update_at: column::time(row, "last_update_at")?,
        scheme_guest: row.get("scheme_guest")?,
        scheme_user: row.get("scheme_user")?,
        scheme_admin: row.get("scheme_admin")?,
        explicit_roles: row.get("explicit_roles")?,
    })
}
