use countersign_server_domain::ports::store::{CountersWrite, CountersWritten};
use tokio_postgres::types::ToSql;

use crate::{cells, channels::row, fault::Fault, store::PostgresStore};

/// The channel is held until the counters are in: no post comes between.
const HOLD: &str = "SELECT last_post_at, last_root_post_at, total_msg_count, total_msg_count_root FROM channels
    WHERE id = $1 FOR NO KEY UPDATE";

const PUT: &str = concat!(
    "UPDATE channel_members m SET msg_count = $3, msg_count_root = $4, mention_count = $5, mention_count_root = $6,
        urgent_mention_count = $7, last_viewed_at = $8, last_update_at = $9
     WHERE m.channel_id = $1 AND m.user_id = $2 RETURNING ",
    row::member_columns!()
);

/// Puts counters into a membership.
pub(super) async fn put(store: &PostgresStore, write: &CountersWrite) -> Result<CountersWritten, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    let rows = work.rows(HOLD, &[&write.channel_id.as_str()]).await?;
    let now = cells::first(&rows, row::totals)?;
    if write.seen.is_some() && write.seen != now {
        return Ok(CountersWritten::Outdated);
    }
    let counters = &write.counters;
    let values: [&(dyn ToSql + Sync); 9] = [
        &write.channel_id.as_str(),
        &write.user_id.as_str(),
        &counters.msg_count,
        &counters.msg_count_root,
        &counters.mention_count,
        &counters.mention_count_root,
        &counters.urgent_mention_count,
        &counters.last_viewed_at.0,
        &write.now.0,
    ];
    let member = cells::first(&work.rows(PUT, &values).await?, row::member)?;
    work.commit().await?;
    Ok(member.map_or(CountersWritten::NoMember, |member| CountersWritten::Done(Box::new(member))))
}
