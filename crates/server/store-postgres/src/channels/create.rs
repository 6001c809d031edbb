use countersign_server_domain::{
    model::{Channel, ChannelMember, ChannelState, ChannelTotals},
    ports::store::{ChannelNameTaken, DirectChannel},
};
use tokio_postgres::types::ToSql;

use crate::{
    cells,
    channels::{members, row},
    connection::Work,
    fault::Fault,
    store::PostgresStore,
};

const INSERT: &str = "INSERT INTO channels (id, team_id, kind, name, display_name, header, purpose, creator_id,
    create_at, update_at, delete_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (team_id, name) DO NOTHING RETURNING id";

/// Makes a channel with members.
pub(super) async fn create(
    store: &PostgresStore,
    channel: &Channel,
    of: &[ChannelMember],
) -> Result<Result<(), ChannelNameTaken>, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    if !add(&work, channel, of).await? {
        return Ok(Err(ChannelNameTaken));
    }
    work.commit().await?;
    Ok(Ok(()))
}

/// The direct or group channel of this name, made when it is missing. Of two that ask at once the second one waits and
/// gets the first one's.
pub(super) async fn direct(
    store: &PostgresStore,
    channel: Channel,
    of: &[ChannelMember],
) -> Result<DirectChannel, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    if add(&work, &channel, of).await? {
        work.commit().await?;
        let state = ChannelState { channel, totals: ChannelTotals::default() };
        return Ok(DirectChannel { state, created: true });
    }
    let rows = work.rows(row::channels!("WHERE c.team_id = '' AND c.name = $1"), &[&channel.name]).await?;
    let state = cells::first(&rows, row::channel)?.ok_or(Fault::NotCommitted)?;
    work.commit().await?;
    Ok(DirectChannel { state, created: false })
}

async fn add(work: &Work<'_>, channel: &Channel, of: &[ChannelMember]) -> Result<bool, Fault> {
    if !insert(work, channel).await? {
        return Ok(false);
    }
    for member in of {
        members::join(work, member).await?;
    }
    Ok(true)
}

/// Adds a channel's row in a transaction; whether the name was free.
pub(crate) async fn insert(work: &Work<'_>, channel: &Channel) -> Result<bool, Fault> {
    let values: [&(dyn ToSql + Sync); 11] = [
        &channel.id.as_str(),
        &cells::or_empty(channel.team_id.as_ref()),
        &channel.kind.letter(),
        &channel.name,
        &channel.display_name,
        &channel.header,
        &channel.purpose,
        &cells::or_empty(channel.creator_id.as_ref()),
        &channel.create_at.0,
        &channel.update_at.0,
        &channel.delete_at.0,
    ];
    Ok(!work.rows(INSERT, &values).await?.is_empty())
}
