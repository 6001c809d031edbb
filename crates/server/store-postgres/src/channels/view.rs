use countersign_primitives::ChannelId;
use countersign_server_domain::{model::Viewed, ports::store::ViewRequest};

use crate::{
    cells::{self, Cells},
    fault::Fault,
    store::PostgresStore,
};

const SQL: &str = "SELECT channel_id, last_viewed_at, had_unread, had_mentions FROM view_channels_1($1, $2, $3, $4)";

/// Marks channels read.
pub(super) async fn view(store: &PostgresStore, request: &ViewRequest) -> Result<Vec<Viewed>, Fault> {
    let mut channel_ids = request.channel_ids.clone();
    channel_ids.sort_unstable();
    channel_ids.dedup();
    let user_id = request.user_id.as_str();
    let rows =
        store.write(SQL, &[&user_id, &cells::texts(&channel_ids), &request.with_threads, &request.now.0]).await?;
    let mut viewed = cells::all(&rows, one)?;
    let place = |id: ChannelId| request.channel_ids.iter().position(|&wanted| wanted == id);
    viewed.sort_by_key(|viewed| place(viewed.channel_id));
    Ok(viewed)
}

fn one(cells: &mut Cells<'_>) -> Result<Viewed, Fault> {
    Ok(Viewed {
        channel_id: cells.id()?,
        last_viewed_at: cells.time()?,
        had_unread: cells.get()?,
        had_mentions: cells.get()?,
    })
}
