//! What changes reactions locks their post first: the number of different emoji is right then, and so is whether there
//! are any.

use countersign_primitives::{PostId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Acknowledgement, Reaction},
    ports::store::ReactionSaved,
};

use crate::{cells, connection::Work, fault::Fault, reactions::row, store::PostgresStore};

const INSERT: &str =
    "INSERT INTO reactions (post_id, user_id, emoji_name, channel_id, create_at) VALUES ($1, $2, $3, $4, $5)";

/// Says at the post whether it has reactions, and that it changed.
const MARK: &str = "UPDATE posts SET has_reactions = EXISTS (SELECT FROM reactions r WHERE r.post_id = $1),
    update_at = greatest(update_at, $2) WHERE id = $1";

/// Says at the post that something about it changed.
const TOUCH: &str = "UPDATE posts SET update_at = greatest(update_at, $2) WHERE id = $1";

/// Saves a reaction, if its post is there and has room for it.
pub(super) async fn save_reaction(
    store: &PostgresStore,
    reaction: Reaction,
    most_different: usize,
) -> Result<ReactionSaved, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    if !lock(&work, reaction.post_id).await? {
        return Ok(ReactionSaved::PostGone);
    }
    let (post_id, user_id, name) = (reaction.post_id, reaction.user_id, reaction.emoji_name.as_str());
    let own = row::reactions!("WHERE r.post_id = $1 AND r.user_id = $2 AND r.emoji_name = $3");
    let rows = work.rows(own, &[&post_id.as_str(), &user_id.as_str(), &name]).await?;
    if let Some(former) = cells::first(&rows, row::reaction)? {
        return Ok(ReactionSaved::Saved(former));
    }
    let others = "SELECT count(DISTINCT emoji_name) FROM reactions WHERE post_id = $1 AND emoji_name <> $2";
    let others = cells::first(&work.rows(others, &[&post_id.as_str(), &name]).await?, cells::number)?.unwrap_or(0);
    if usize::try_from(others).unwrap_or(usize::MAX) >= most_different {
        return Ok(ReactionSaved::TooMany);
    }
    let (channel_id, at) = (reaction.channel_id, reaction.create_at.0);
    work.execute(INSERT, &[&post_id.as_str(), &user_id.as_str(), &name, &channel_id.as_str(), &at]).await?;
    work.execute(MARK, &[&post_id.as_str(), &at]).await?;
    work.commit().await?;
    Ok(ReactionSaved::Saved(reaction))
}

/// Removes a reaction; whether there was one.
pub(super) async fn remove_reaction(
    store: &PostgresStore,
    user_id: UserId,
    post_id: PostId,
    emoji_name: &str,
    now: TimestampMs,
) -> Result<bool, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    lock(&work, post_id).await?;
    let sql = "DELETE FROM reactions WHERE post_id = $1 AND user_id = $2 AND emoji_name = $3";
    if work.execute(sql, &[&post_id.as_str(), &user_id.as_str(), &emoji_name]).await? == 0 {
        return Ok(false);
    }
    work.execute(MARK, &[&post_id.as_str(), &now.0]).await?;
    work.commit().await?;
    Ok(true)
}

/// Saves an acknowledgement and returns the one that counts.
pub(super) async fn save_acknowledgement(
    store: &PostgresStore,
    given: Acknowledgement,
) -> Result<Acknowledgement, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    lock(&work, given.post_id).await?;
    let (post_id, user_id, channel_id) = (given.post_id, given.user_id, given.channel_id);
    let own = row::acknowledgements!("WHERE a.post_id = $1 AND a.user_id = $2");
    let rows = work.rows(own, &[&post_id.as_str(), &user_id.as_str()]).await?;
    if let Some(former) = cells::first(&rows, row::acknowledgement)? {
        return Ok(former);
    }
    let sql = "INSERT INTO acknowledgements (post_id, user_id, channel_id, acknowledged_at) VALUES ($1, $2, $3, $4)";
    let at = given.acknowledged_at.0;
    work.execute(sql, &[&post_id.as_str(), &user_id.as_str(), &channel_id.as_str(), &at]).await?;
    work.execute(TOUCH, &[&post_id.as_str(), &at]).await?;
    work.commit().await?;
    Ok(given)
}

/// Takes an acknowledgement back; whether there was one.
pub(super) async fn remove_acknowledgement(
    store: &PostgresStore,
    user_id: UserId,
    post_id: PostId,
    now: TimestampMs,
) -> Result<bool, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    lock(&work, post_id).await?;
    let sql = "DELETE FROM acknowledgements WHERE post_id = $1 AND user_id = $2";
    if work.execute(sql, &[&post_id.as_str(), &user_id.as_str()]).await? == 0 {
        return Ok(false);
    }
    work.execute(TOUCH, &[&post_id.as_str(), &now.0]).await?;
    work.commit().await?;
    Ok(true)
}

/// Locks a post; whether it is there and not deleted.
async fn lock(work: &Work<'_>, post_id: PostId) -> Result<bool, Fault> {
    let sql = "SELECT p.delete_at = 0 FROM posts p WHERE p.id = $1 FOR NO KEY UPDATE";
    Ok(cells::first(&work.rows(sql, &[&post_id.as_str()]).await?, cells::flag)?.unwrap_or_default())
}
