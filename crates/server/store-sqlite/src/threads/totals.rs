use countersign_server_domain::ports::store::ThreadScope;
use countersign_server_rules::threads::ThreadTotals;
use rusqlite::{Connection, params};

use crate::fault::Fault;

/// What the followed threads of a scope sum up to. The text of an urgent priority begins with its level.
pub(super) fn totals(db: &Connection, scope: &ThreadScope) -> Result<ThreadTotals, Fault> {
    let sql = "SELECT count(*), coalesce(sum(f.last_viewed_at < t.last_reply_at), 0),
                   coalesce(sum(f.unread_mentions), 0),
                   coalesce(sum(f.unread_mentions * (p.priority LIKE '[\"urgent\"%')), 0)
               FROM thread_follows f JOIN threads t ON t.root_id = f.root_id JOIN posts p ON p.id = f.root_id
               WHERE f.user_id = ?1 AND f.following AND (t.team_id = ?2 OR (t.team_id = '' AND ?3))
                   AND (p.delete_at = 0 OR ?4)";
    let params = params![scope.user_id.as_str(), scope.team_id.as_str(), scope.with_direct, scope.with_deleted];
    let totals = db.prepare_cached(sql)?.query_row(params, |row| {
        Ok(ThreadTotals {
            total: row.get(0)?,
            unread_threads: row.get(1)?,
            unread_mentions: row.get(2)?,
            unread_urgent_mentions: row.get(3)?,
        })
    });
    Ok(totals?)
}
