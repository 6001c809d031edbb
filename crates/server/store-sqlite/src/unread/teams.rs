use countersign_primitives::{TeamId, UserId};
use countersign_server_domain::model::TeamUnread;
use rusqlite::{Connection, params};

use crate::{column, fault::Fault};

/// What is unread in each team of a user.
pub(super) fn unreads(db: &Connection, user_id: UserId, team_id: Option<TeamId>) -> Result<Vec<TeamUnread>, Fault> {
    let sql = "SELECT o.team_id AS id,
                   coalesce(sum((m.total_msg_count - m.msg_count) * m.heard), 0) AS messages,
                   coalesce(sum((m.total_msg_count_root - m.msg_count_root) * m.heard), 0) AS roots,
                   coalesce(sum(m.mention_count), 0) AS mentions,
                   coalesce(sum(m.mention_count_root), 0) AS root_mentions
               FROM team_members o JOIN teams t ON t.id = o.team_id AND t.delete_at = 0
                   LEFT JOIN (
                       SELECT c.team_id, c.total_msg_count, c.total_msg_count_root, m.msg_count, m.msg_count_root,
                           m.mention_count, m.mention_count_root,
                           (m.notify_props ->> '$.mark_unread') IS NOT 'mention' AS heard
                       FROM channel_members m JOIN channels c ON c.id = m.channel_id AND c.delete_at = 0
                       WHERE m.user_id = ?1
                   ) m ON m.team_id = o.team_id
               WHERE o.user_id = ?1 AND o.delete_at = 0 AND (?2 = '' OR o.team_id = ?2)
               GROUP BY o.team_id ORDER BY o.team_id";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![user_id.as_str(), column::or_empty(team_id.as_ref())])?;
    let mut unreads = Vec::new();
    while let Some(row) = rows.next()? {
        unreads.push(TeamUnread {
            team_id: column::id(row, "id")?,
            msg_count: row.get("messages")?,
            msg_count_root: row.get("roots")?,
            mention_count: row.get("mentions")?,
            mention_count_root: row.get("root_mentions")?,
        });
    }
    Ok(unreads)
}
