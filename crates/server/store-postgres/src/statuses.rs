use std::collections::BTreeMap;

use async_trait::async_trait;

use countersign_primitives::{TimestampMs, UserId};
use countersign_server_domain::ports::store::{StatusStore, StoreResult};
use countersign_server_rules::status::{Presence, PresenceRecord, StatusKind};

use crate::{
    cells::{self, Cells},
    connection::Work,
    fault::Fault,
    store::PostgresStore,
};

const SAVE: &str = "INSERT INTO statuses (user_id, status, manual, last_activity_at, dnd_ends_at, before_dnd)
    SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::text[])
    ON CONFLICT (user_id) DO UPDATE SET status = excluded.status, manual = excluded.manual,
        last_activity_at = excluded.last_activity_at, dnd_ends_at = excluded.dnd_ends_at,
        before_dnd = excluded.before_dnd";

#[async_trait]
impl StatusStore for PostgresStore {
    async fn statuses(&self, users: &[UserId]) -> StoreResult<Vec<(UserId, PresenceRecord)>> {
        let sql = "SELECT user_id, status, manual, last_activity_at, dnd_ends_at, before_dnd FROM statuses
                   WHERE user_id = ANY ($1)";
        let rows = self.read(sql, &[&cells::texts(users)]).await?;
        Ok(cells::all(&rows, |cells| Ok((cells.id()?, record(cells)?)))?)
    }

    async fn save_statuses(&self, statuses: Vec<(UserId, PresenceRecord)>) -> StoreResult<()> {
        let rows = Columns::new(&statuses);
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
            [&rows.users, &rows.statuses, &rows.manual, &rows.active_at, &rows.dnd_ends_at, &rows.before_dnd];
        self.write(SAVE, &values).await?;
        Ok(())
    }

    async fn end_timed_status(
        &self,
        user_id: UserId,
        dnd_ends_at: TimestampMs,
        after: PresenceRecord,
    ) -> StoreResult<bool> {
        let sql =
            "UPDATE statuses SET status = $3, manual = $4, last_activity_at = $5, dnd_ends_at = $6, before_dnd = $7
                   WHERE user_id = $1 AND dnd_ends_at = $2 RETURNING user_id";
        let (status, before) = (after.presence.status.as_str(), after.before_dnd.map_or("", StatusKind::as_str));
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 7] = [
            &user_id.as_str(),
            &dnd_ends_at.0,
            &status,
            &after.manual,
            &after.presence.last_activity_at.0,
            &after.dnd_ends_at.0,
            &before,
        ];
        Ok(!self.write(sql, &values).await?.is_empty())
    }
}

/// Stores one user's presence in a transaction.
pub(crate) async fn save(work: &Work<'_>, user_id: UserId, record: PresenceRecord) -> Result<(), Fault> {
    let one = [(user_id, record)];
    let rows = Columns::new(&one);
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
        [&rows.users, &rows.statuses, &rows.manual, &rows.active_at, &rows.dnd_ends_at, &rows.before_dnd];
    work.execute(SAVE, &values).await?;
    Ok(())
}

#[derive(Default)]
struct Columns<'a> {
    users: Vec<&'a str>,
    statuses: Vec<&'static str>,
    manual: Vec<bool>,
    active_at: Vec<i64>,
    dnd_ends_at: Vec<i64>,
    before_dnd: Vec<&'static str>,
}

impl<'a> Columns<'a> {
    /// Each user once, the last of several, in the order of the table.
    fn new(statuses: &'a [(UserId, PresenceRecord)]) -> Self {
        let last: BTreeMap<&str, &PresenceRecord> =
            statuses.iter().map(|(user_id, record)| (user_id.as_str(), record)).collect();
        let mut columns = Self::default();
        for (user_id, record) in last {
            columns.users.push(user_id);
            columns.statuses.push(record.presence.status.as_str());
            columns.manual.push(record.manual);
            columns.active_at.push(record.presence.last_activity_at.0);
            columns.dnd_ends_at.push(record.dnd_ends_at.0);
            columns.before_dnd.push(record.before_dnd.map_or("", StatusKind::as_str));
        }
        columns
    }
}

fn record(cells: &mut Cells<'_>) -> Result<PresenceRecord, Fault> {
    let status = kind(cells)?.unwrap_or_default();
    let manual = cells.get()?;
    let last_activity_at: TimestampMs = cells.time()?;
    let dnd_ends_at = cells.time()?;
    let before_dnd = kind(cells)?;
    Ok(PresenceRecord {
        presence: Presence { status, active_channel: None, last_activity_at },
        manual,
        dnd_ends_at,
        before_dnd,
    })
}

fn kind(cells: &mut Cells<'_>) -> Result<Option<StatusKind>, Fault> {
    match cells.get::<&str>()? {
        "" => Ok(None),
        text => StatusKind::parse(text).map(Some).ok_or_else(|| cells.wrong()),
    }
}
