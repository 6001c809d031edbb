use countersign_server_domain::ports::store::{CountersWrite, CountersWritten};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{channels, fault::Fault};

/// Puts counters into a membership.
pub(super) fn put(db: &Connection, write: &CountersWrite) -> Result<CountersWritten, Fault> {
    if is_outdated(db, write)? {
        return Ok(CountersWritten::Outdated);
    }
    let sql = "UPDATE channel_members SET msg_count = ?3, msg_count_root = ?4, mention_count = ?5,
                   mention_count_root = ?6, urgent_mention_count = ?7, last_viewed_at = ?8, last_update_at = ?9
               WHERE channel_id = ?1 AND user_id = ?2 RETURNING *";
    let counters = &write.counters;
    let params = params![
        write.channel_id.as_str(),
        write.user_id.as_str(),
        counters.msg_count,
        counters.msg_count_root,
        counters.mention_count,
        counters.mention_count_root,
        counters.urgent_mention_count,
        counters.last_viewed_at.0,
        write.now.0,
    ];
    let member = channels::members(db, sql, params)?.pop();
    Ok(member.map_or(CountersWritten::NoMember, |member| CountersWritten::Done(Box::new(member))))
}

fn is_outdated(db: &Connection, write: &CountersWrite) -> Result<bool, Fault> {
    let Some(seen) = write.seen else { return Ok(false) };
    let sql = "SELECT last_post_at, last_root_post_at, total_msg_count, total_msg_count_root FROM channels
               WHERE id = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let now = statement.query_row([write.channel_id.as_str()], |row| Ok(channels::totals(row))).optional()?;
    Ok(now.transpose()?.is_some_and(|now| now != seen))
}
