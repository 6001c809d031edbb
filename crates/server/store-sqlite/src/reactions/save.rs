use countersign_primitives::{PostId, TimestampMs};
use countersign_server_domain::{model::Reaction, ports::store::ReactionSaved};
use rusqlite::{Connection, params};

use crate::{fault::Fault, reactions::row};

/// Saves a reaction, if its post is there and has room for it.
pub(super) fn save(db: &Connection, reaction: Reaction, most_different: usize) -> Result<ReactionSaved, Fault> {
    let (post_id, user_id) = (reaction.post_id.as_str(), reaction.user_id.as_str());
    if !db.prepare_cached("SELECT 1 FROM posts WHERE id = ?1 AND delete_at = 0")?.exists([post_id])? {
        return Ok(ReactionSaved::PostGone);
    }
    let own = "SELECT * FROM reactions WHERE post_id = ?1 AND user_id = ?2 AND emoji_name = ?3";
    if let Some(former) = row::reactions(db, own, [post_id, user_id, &reaction.emoji_name])?.pop() {
        return Ok(ReactionSaved::Saved(former));
    }
    let others = "SELECT count(DISTINCT emoji_name) FROM reactions WHERE post_id = ?1 AND emoji_name <> ?2";
    let others: i64 = db.prepare_cached(others)?.query_row([post_id, &reaction.emoji_name], |row| row.get(0))?;
    if usize::try_from(others).unwrap_or(usize::MAX) >= most_different {
        return Ok(ReactionSaved::TooMany);
    }
    let sql = "INSERT INTO reactions (post_id, user_id, emoji_name, channel_id, create_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let channel_id = reaction.channel_id.as_str();
    let params = params![post_id, user_id, reaction.emoji_name, channel_id, reaction.create_at.0];
    db.prepare_cached(sql)?.execute(params)?;
    mark(db, reaction.post_id, reaction.create_at)?;
    Ok(ReactionSaved::Saved(reaction))
}

/// Says at the post whether it has reactions, and that it changed.
pub(super) fn mark(db: &Connection, post_id: PostId, now: TimestampMs) -> Result<(), Fault> {
    let sql = "UPDATE posts SET has_reactions = EXISTS (SELECT 1 FROM reactions WHERE post_id = ?1),
                   update_at = max(update_at, ?2) WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![post_id.as_str(), now.0])?;
    Ok(())
}

/// Says at the post that something about it changed.
pub(super) fn touch(db: &Connection, post_id: PostId, now: TimestampMs) -> Result<(), Fault> {
    let sql = "UPDATE posts SET update_at = max(update_at, ?2) WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![post_id.as_str(), now.0])?;
    Ok(())
}
