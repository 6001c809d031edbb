use countersign_primitives::UserId;
use countersign_server_domain::{
    model::ChannelState,
    ports::store::{ChannelPool, ChannelSearch},
};
use rusqlite::{Connection, params};

use crate::{channels::row, column, fault::Fault};

/// The user's own memberships.
const OWN: &str = "id IN (SELECT channel_id FROM channel_members WHERE user_id = ?1)";

/// Finds channels. Names are ASCII in lower case; display names are folded as far as SQLite folds.
pub(super) fn find(db: &Connection, search: &ChannelSearch) -> Result<Vec<ChannelState>, Fault> {
    let (user_id, pool): (Option<UserId>, String) = match search.pool {
        ChannelPool::Public => (None, "kind = 'O' AND delete_at = 0 AND ?1 = ''".to_owned()),
        ChannelPool::PublicOrOf(user_id) => (Some(user_id), format!("(kind = 'O' OR {OWN}) AND delete_at = 0")),
        ChannelPool::Of(user_id) => (Some(user_id), format!("{OWN} AND delete_at = 0")),
        ChannelPool::Archived(user_id) => (Some(user_id), format!("(kind = 'O' OR {OWN}) AND delete_at > 0")),
        ChannelPool::Every => (None, "?1 = ''".to_owned()),
    };
    let direct_too = matches!(search.pool, ChannelPool::Of(_));
    let sql = format!(
        "SELECT * FROM channels WHERE {pool}
             AND ((?2 <> '' AND team_id = ?2) OR (?2 = '' AND team_id <> '') OR (team_id = '' AND ?3))
             AND (instr(name, ?4) OR instr(lower(display_name), ?4) OR instr(lower(purpose), ?4))
         ORDER BY display_name, id LIMIT ?5 OFFSET ?6"
    );
    let params = params![
        column::or_empty(user_id.as_ref()),
        column::or_empty(search.team_id.as_ref()),
        direct_too,
        search.term,
        search.page.size,
        column::offset(search.page),
    ];
    row::channels(db, &sql, params)
}
