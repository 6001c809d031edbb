use countersign_primitives::{TeamId, TimestampMs};
use countersign_server_domain::{model::Team, ports::store::TeamChange};
use tokio_postgres::types::ToSql;

use crate::{cells, fault::Fault, store::PostgresStore, teams::row};

const EXISTING: &str = row::teams!("WHERE t.id = $1 FOR NO KEY UPDATE");

const UPDATE: &str = "UPDATE teams SET display_name = $2, description = $3, company_name = $4, allowed_domains = $5,
    is_open = $6, allow_open_invite = $7, invite_id = $8, delete_at = $9, update_at = $10 WHERE id = $1";

/// Changes a team.
pub(super) async fn change(
    store: &PostgresStore,
    id: TeamId,
    change: TeamChange,
    now: TimestampMs,
) -> Result<Option<Team>, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    let rows = work.rows(EXISTING, &[&id.as_str()]).await?;
    let Some(mut team) = cells::first(&rows, row::team)? else { return Ok(None) };
    change.apply(&mut team, now);
    let values: [&(dyn ToSql + Sync); 10] = [
        &id.as_str(),
        &team.display_name,
        &team.description,
        &team.company_name,
        &team.allowed_domains,
        &team.is_open,
        &team.allow_open_invite,
        &team.invite_id,
        &team.delete_at.0,
        &team.update_at.0,
    ];
    work.execute(UPDATE, &values).await?;
    work.commit().await?;
    Ok(Some(team))
}
