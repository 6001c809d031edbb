use countersign_primitives::{ChannelId, TimestampMs};
use countersign_server_domain::{
    model::ChannelState,
    ports::store::{ChannelChange, ChannelNameTaken},
};
use rusqlite::{Connection, params};

use crate::{
    channels::row,
    column,
    fault::{Fault, is_taken},
};

/// Changes a channel.
pub(super) fn change(
    db: &Connection,
    id: ChannelId,
    change: ChannelChange,
    now: TimestampMs,
) -> Result<Option<Result<ChannelState, ChannelNameTaken>>, Fault> {
    let found = row::channels(db, "SELECT * FROM channels WHERE id = ?1", [id.as_str()])?.pop();
    let Some(mut state) = found else { return Ok(None) };
    change.apply(&mut state.channel, now);
    let channel = &state.channel;
    let sql = "UPDATE channels SET name = ?2, display_name = ?3, header = ?4, purpose = ?5, kind = ?6, delete_at = ?7,
                   update_at = ?8, team_id = ?9 WHERE id = ?1";
    let written = db.prepare_cached(sql)?.execute(params![
        id.as_str(),
        channel.name,
        channel.display_name,
        channel.header,
        channel.purpose,
        channel.kind.letter(),
        channel.delete_at.0,
        channel.update_at.0,
        column::or_empty(channel.team_id.as_ref()),
    ]);
    match written {
        Err(error) if is_taken(&error) => Ok(Some(Err(ChannelNameTaken))),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(Some(Ok(state))),
    }
}
