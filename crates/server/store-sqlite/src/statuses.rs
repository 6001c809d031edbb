use async_trait::async_trait;

use countersign_primitives::{TimestampMs, UserId};
use countersign_server_domain::ports::store::{StatusStore, StoreResult};
use countersign_server_rules::status::{Presence, PresenceRecord, StatusKind};
use rusqlite::{Connection, Row, params};

use crate::{column, fault::Fault, store::SqliteStore};

#[async_trait]
impl StatusStore for SqliteStore {
    async fn statuses(&self, users: &[UserId]) -> StoreResult<Vec<(UserId, PresenceRecord)>> {
        let users = column::id_list(users);
        self.read(move |db| {
            let sql = "SELECT * FROM statuses WHERE user_id IN (SELECT value FROM json_each(?1))";
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query([users])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push((column::id(row, "user_id")?, record(row)?));
            }
            Ok(found)
        })
        .await
    }

    async fn save_statuses(&self, statuses: Vec<(UserId, PresenceRecord)>) -> StoreResult<()> {
        self.write(move |db| statuses.iter().try_for_each(|(user_id, record)| save(db, *user_id, record))).await
    }

    async fn end_timed_status(
        &self,
        user_id: UserId,
        dnd_ends_at: TimestampMs,
        after: PresenceRecord,
    ) -> StoreResult<bool> {
        self.write(move |db| {
            let sql = "SELECT count(*) FROM statuses WHERE user_id = ?1 AND dnd_ends_at = ?2";
            let values = params![user_id.as_str(), dnd_ends_at.0];
            let is_first = db.prepare_cached(sql)?.query_row(values, |row| row.get::<_, i64>(0))? > 0;
            if is_first {
                save(db, user_id, &after)?;
            }
            Ok(is_first)
        })
        .await
    }
}

/// Stores one user's presence.
pub(crate) fn save(db: &Connection, user_id: UserId, record: &PresenceRecord) -> Result<(), Fault> {
    let sql = "INSERT INTO statuses (user_id, status, manual, last_activity_at, dnd_ends_at, before_dnd)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT DO UPDATE SET status = excluded.status, manual = excluded.manual,
                   last_activity_at = excluded.last_activity_at, dnd_ends_at = excluded.dnd_ends_at,
                   before_dnd = excluded.before_dnd";
    db.prepare_cached(sql)?.execute(params![
        user_id.as_str(),
        record.presence.status.as_str(),
        record.manual,
        record.presence.last_activity_at.0,
        record.dnd_ends_at.0,
        record.before_dnd.map_or("", StatusKind::as_str),
    ])?;
    Ok(())
}

fn record(row: &Row<'_>) -> Result<PresenceRecord, Fault> {
    Ok(PresenceRecord {
        presence: Presence {
            status: kind(row, "status")?.unwrap_or_default(),
            active_channel: None,
            last_activity_at: column::time(row, "last_activity_at")?,
        },
        manual: row.get("manual")?,
        dnd_ends_at: column::time(row, "dnd_ends_at")?,
        before_dnd: kind(row, "before_dnd")?,
    })
}

fn kind(row: &Row<'_>, name: &'static str) -> Result<Option<StatusKind>, Fault> {
    match row.get_ref(name)?.as_str().map_err(|_| Fault::Column(name))? {
        "" => Ok(None),
        text => StatusKind::parse(text).map(Some).ok_or(Fault::Column(name)),
    }
}
