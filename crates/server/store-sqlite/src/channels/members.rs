use countersign_primitives::{ChannelId, UserId};
use countersign_server_domain::model::{ChannelMember, ChannelMembership};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{channels::row, column, fault::Fault};

const INSERT: &str = "INSERT INTO channel_members (channel_id, user_id, last_viewed_at, msg_count, msg_count_root,
    mention_count, mention_count_root, urgent_mention_count, notify_props, last_update_at, scheme_guest, scheme_user,
    scheme_admin, explicit_roles) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

/// A membership.
pub(super) fn one(db: &Connection, channel_id: ChannelId, user_id: UserId) -> Result<Option<ChannelMember>, Fault> {
    let sql = "SELECT * FROM channel_members WHERE channel_id = ?1 AND user_id = ?2";
    Ok(row::members(db, sql, [channel_id.as_str(), user_id.as_str()])?.pop())
}

/// What of a membership decides about permissions.
pub(super) fn membership(
    db: &Connection,
    channel_id: ChannelId,
    user_id: UserId,
) -> Result<Option<ChannelMembership>, Fault> {
    let sql = "SELECT scheme_guest, scheme_user, scheme_admin, explicit_roles FROM channel_members
               WHERE channel_id = ?1 AND user_id = ?2";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_row([channel_id.as_str(), user_id.as_str()], |row| {
        Ok(ChannelMembership {
            scheme_guest: row.get(0)?,
            scheme_user: row.get(1)?,
            scheme_admin: row.get(2)?,
            explicit_roles: row.get(3)?,
        })
    });
    Ok(found.optional()?)
}

/// Adds a member; the membership as stored, and whether it is new.
pub(crate) fn join(db: &Connection, member: &ChannelMember) -> Result<(ChannelMember, bool), Fault> {
    if let Some(existing) = one(db, member.channel_id, member.user_id)? {
        return Ok((existing, false));
    }
    db.prepare_cached(INSERT)?.execute(params![
        member.channel_id.as_str(),
        member.user_id.as_str(),
        member.last_viewed_at.0,
        member.msg_count,
        member.msg_count_root,
        member.mention_count,
        member.mention_count_root,
        member.urgent_mention_count,
        column::to_json(&member.notify_props),
        member.last_update_at.0,
        member.scheme_guest,
        member.scheme_user,
        member.scheme_admin,
        member.explicit_roles,
    ])?;
    Ok((member.clone(), true))
}
