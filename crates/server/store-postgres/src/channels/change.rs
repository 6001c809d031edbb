use countersign_primitives::{ChannelId, TimestampMs};
use countersign_server_domain::{
    model::ChannelState,
    ports::store::{ChannelChange, ChannelNameTaken},
};
use tokio_postgres::types::ToSql;

use crate::{cells, channels::row, fault::Fault, store::PostgresStore};

const EXISTING: &str = row::channels!("WHERE c.id = $1 FOR NO KEY UPDATE");

const UPDATE: &str = "UPDATE channels SET name = $2, display_name = $3, header = $4, purpose = $5, kind = $6,
    delete_at = $7, update_at = $8, team_id = $9 WHERE id = $1";

/// Changes a channel.
pub(super) async fn change(
    store: &PostgresStore,
    id: ChannelId,
    change: ChannelChange,
    now: TimestampMs,
) -> Result<Option<Result<ChannelState, ChannelNameTaken>>, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    let rows = work.rows(EXISTING, &[&id.as_str()]).await?;
    let Some(mut state) = cells::first(&rows, row::channel)? else { return Ok(None) };
    change.apply(&mut state.channel, now);
    let channel = &state.channel;
    let letter = channel.kind.letter();
    let values: [&(dyn ToSql + Sync); 9] = [
        &id.as_str(),
        &channel.name,
        &channel.display_name,
        &channel.header,
        &channel.purpose,
        &letter,
        &channel.delete_at.0,
        &channel.update_at.0,
        &cells::or_empty(channel.team_id.as_ref()),
    ];
    match work.execute(UPDATE, &values).await {
        Err(fault) if fault.broken_constraint() == Some("channels_name") => return Ok(Some(Err(ChannelNameTaken))),
        outcome => outcome?,
    };
    work.commit().await?;
    Ok(Some(Ok(state)))
}
