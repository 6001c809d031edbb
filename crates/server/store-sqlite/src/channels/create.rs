use countersign_server_domain::{
    model::{Channel, ChannelMember, ChannelState, ChannelTotals},
    ports::store::{ChannelNameTaken, DirectChannel},
};
use rusqlite::{Connection, params};

use crate::{
    channels::{members, row},
    column,
    fault::{Fault, is_taken},
};

const INSERT: &str = "INSERT INTO channels (id, team_id, kind, name, display_name, header, purpose, creator_id,
    create_at, update_at, delete_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// Makes a channel with members.
pub(super) fn create(
    db: &Connection,
    channel: &Channel,
    of: &[ChannelMember],
) -> Result<Result<(), ChannelNameTaken>, Fault> {
    match insert(db, channel) {
        Err(Fault::Sqlite(error)) if is_taken(&error) => return Ok(Err(ChannelNameTaken)),
        outcome => outcome?,
    }
    for member in of {
        members::join(db, member)?;
    }
    Ok(Ok(()))
}

/// The direct or group channel of this name, made when it is missing.
pub(super) fn direct(db: &Connection, channel: Channel, of: &[ChannelMember]) -> Result<DirectChannel, Fault> {
    let sql = "SELECT * FROM channels WHERE team_id = '' AND name = ?1";
    if let Some(state) = row::channels(db, sql, [&channel.name])?.pop() {
        return Ok(DirectChannel { state, created: false });
    }
    insert(db, &channel)?;
    for member in of {
        members::join(db, member)?;
    }
    let state = ChannelState { channel, totals: ChannelTotals::default() };
    Ok(DirectChannel { state, created: true })
}

/// Adds a channel's row.
pub(crate) fn insert(db: &Connection, channel: &Channel) -> Result<(), Fault> {
    db.prepare_cached(INSERT)?.execute(params![
        channel.id.as_str(),
        column::or_empty(channel.team_id.as_ref()),
        channel.kind.letter(),
        channel.name,
        channel.display_name,
        channel.header,
        channel.purpose,
        column::or_empty(channel.creator_id.as_ref()),
        channel.create_at.0,
        channel.update_at.0,
        channel.delete_at.0,
    ])?;
    Ok(())
}
