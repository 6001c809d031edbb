use countersign_primitives::{TeamId, UserId};
use countersign_server_domain::{
    model::{ChannelMember, ChannelState},
    ports::store::ChannelFilter,
};
use rusqlite::{Connection, params};

use crate::{channels::row, column, fault::Fault};

/// The channels a user is in.
pub(super) fn channels_of(db: &Connection, user_id: UserId, filter: ChannelFilter) -> Result<Vec<ChannelState>, Fault> {
    let sql = "SELECT c.* FROM channel_members m JOIN channels c ON c.id = m.channel_id
               WHERE m.user_id = ?1 AND (?2 = '' OR c.team_id = ?2 OR c.team_id = '')
                   AND (c.delete_at = 0 OR c.delete_at >= ?3)
               ORDER BY c.display_name, c.id";
    let since = filter.deleted_since.map_or(i64::MAX, |time| time.0);
    row::channels(db, sql, params![user_id.as_str(), column::or_empty(filter.team_id.as_ref()), since])
}

/// A user's memberships of a team's channels and of all direct and group channels.
pub(super) fn members_of(db: &Connection, user_id: UserId, team_id: TeamId) -> Result<Vec<ChannelMember>, Fault> {
    let sql = "SELECT m.* FROM channel_members m JOIN channels c ON c.id = m.channel_id
               WHERE m.user_id = ?1 AND (c.team_id = ?2 OR c.team_id = '') AND c.delete_at = 0
               ORDER BY m.channel_id";
    row::members(db, sql, [user_id.as_str(), team_id.as_str()])
}
