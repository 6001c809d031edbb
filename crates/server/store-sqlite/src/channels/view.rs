use countersign_primitives::{ChannelId, UserId};
use countersign_server_domain::{model::Viewed, ports::store::ViewRequest};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    channels::{members, row},
    fault::Fault,
};

/// Marks channels read.
pub(super) fn view(db: &Connection, request: &ViewRequest) -> Result<Vec<Viewed>, Fault> {
    let mut viewed = Vec::new();
    for &channel_id in &request.channel_ids {
        viewed.extend(one(db, request, channel_id)?);
        if request.with_threads {
            read_threads(db, request, channel_id)?;
        }
    }
    Ok(viewed)
}

fn one(db: &Connection, request: &ViewRequest, channel_id: ChannelId) -> Result<Option<Viewed>, Fault> {
    let Some(member) = members::one(db, channel_id, request.user_id)? else { return Ok(None) };
    let sql = "SELECT last_post_at, last_root_post_at, total_msg_count, total_msg_count_root FROM channels
               WHERE id = ?1";
    let totals = db.prepare_cached(sql)?.query_row([channel_id.as_str()], |found| Ok(row::totals(found))).optional()?;
    let Some(totals) = totals.transpose()? else { return Ok(None) };
    mark_read(db, channel_id, request.user_id)?;
    Ok(Some(Viewed {
        channel_id,
        last_viewed_at: totals.last_post_at.max(member.last_viewed_at),
        had_unread: member.msg_count < totals.total_msg_count,
        had_mentions: member.mention_count > 0,
    }))
}

/// Counts to the channel's, mentions to none, times raised.
pub(crate) fn mark_read(db: &Connection, channel_id: ChannelId, user_id: UserId) -> Result<(), Fault> {
    let sql = "UPDATE channel_members SET
                   msg_count = max(msg_count, c.total_msg_count),
                   msg_count_root = max(msg_count_root, c.total_msg_count_root),
                   last_viewed_at = max(last_viewed_at, c.last_post_at),
                   last_update_at = max(last_update_at, c.last_post_at),
                   mention_count = 0, mention_count_root = 0, urgent_mention_count = 0
               FROM (SELECT total_msg_count, total_msg_count_root, last_post_at FROM channels WHERE id = ?1) c
               WHERE channel_id = ?1 AND user_id = ?2";
    db.prepare_cached(sql)?.execute([channel_id.as_str(), user_id.as_str()])?;
    Ok(())
}

fn read_threads(db: &Connection, request: &ViewRequest, channel_id: ChannelId) -> Result<(), Fault> {
    let sql = "UPDATE thread_follows SET last_viewed_at = max(last_viewed_at, ?3), unread_mentions = 0,
                   last_update_at = ?3
               WHERE user_id = ?2 AND following
                   AND root_id IN (SELECT root_id FROM threads WHERE channel_id = ?1)";
    db.prepare_cached(sql)?.execute(params![channel_id.as_str(), request.user_id.as_str(), request.now.0])?;
    Ok(())
}
