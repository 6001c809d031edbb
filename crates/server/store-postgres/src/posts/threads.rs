use countersign_primitives::PostId;
use countersign_server_domain::{
    model::{Follow, Thread},
    ports::store::StoreResult,
};

use crate::{
    cells::{self, Cells},
    fault::Fault,
    store::PostgresStore,
};

/// Everybody's relation to one thread.
pub(super) const FOLLOWS: &str = "SELECT root_id, user_id, following, last_viewed_at, last_update_at, unread_mentions
    FROM thread_follows WHERE root_id = $1";

/// One user's relations to threads.
pub(super) const FOLLOWS_OF: &str = "SELECT root_id, user_id, following, last_viewed_at, last_update_at,
    unread_mentions FROM thread_follows WHERE root_id = ANY ($1) AND user_id = $2";

/// Those of the threads that exist.
pub(super) async fn select(store: &PostgresStore, roots: &[PostId]) -> StoreResult<Vec<Thread>> {
    let sql = "SELECT root_id, channel_id, team_id, reply_count, last_reply_at, participants FROM threads
               WHERE root_id = ANY ($1)";
    Ok(cells::all(&store.read(sql, &[&cells::texts(roots)]).await?, thread)?)
}

fn thread(cells: &mut Cells<'_>) -> Result<Thread, Fault> {
    Ok(Thread {
        root_id: cells.id()?,
        channel_id: cells.id()?,
        team_id: cells.optional_id()?,
        reply_count: cells.get()?,
        last_reply_at: cells.time()?,
        participants: cells.ids()?,
    })
}

/// Somebody's relation to a thread.
pub(crate) fn follow(cells: &mut Cells<'_>) -> Result<Follow, Fault> {
    Ok(Follow {
        root_id: cells.id()?,
        user_id: cells.id()?,
        following: cells.get()?,
        last_viewed_at: cells.time()?,
        last_update_at: cells.time()?,
        unread_mentions: cells.get()?,
    })
}
