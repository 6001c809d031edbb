use countersign_primitives::UserId;
use countersign_server_domain::{
    model::ChannelState,
    ports::store::{ChannelPool, ChannelSearch, StoreResult},
};

use crate::{cells, channels::row, store::PostgresStore};

/// A search among channels for which a condition holds.
macro_rules! search {
    ($pool:literal) => {
        row::channels!(
            $pool,
            " AND (($2 <> '' AND c.team_id = $2) OR ($2 = '' AND c.team_id <> '') OR (c.team_id = '' AND $3))
              AND (strpos(c.name, $4) > 0 OR strpos(lower(c.display_name COLLATE \"und-x-icu\"), $4) > 0
                  OR strpos(lower(c.purpose COLLATE \"und-x-icu\"), $4) > 0)
              ORDER BY c.display_name, c.id LIMIT $5 OFFSET $6"
        )
    };
}

const PUBLIC: &str = search!("WHERE c.kind = 'O' AND c.delete_at = 0 AND $1 = ''");
const PUBLIC_OR_OWN: &str = search!(
    "WHERE (c.kind = 'O' OR c.id IN (SELECT channel_id FROM channel_members WHERE user_id = $1)) AND c.delete_at = 0"
);
const OWN: &str =
    search!("WHERE c.id IN (SELECT channel_id FROM channel_members WHERE user_id = $1) AND c.delete_at = 0");
const ARCHIVED: &str = search!(
    "WHERE (c.kind = 'O' OR c.id IN (SELECT channel_id FROM channel_members WHERE user_id = $1)) AND c.delete_at > 0"
);
const EVERY: &str = search!("WHERE $1 = ''");

/// Finds channels.
pub(super) async fn find(store: &PostgresStore, search: &ChannelSearch) -> StoreResult<Vec<ChannelState>> {
    let (sql, user_id): (_, Option<UserId>) = match search.pool {
        ChannelPool::Public => (PUBLIC, None),
        ChannelPool::PublicOrOf(user_id) => (PUBLIC_OR_OWN, Some(user_id)),
        ChannelPool::Of(user_id) => (OWN, Some(user_id)),
        ChannelPool::Archived(user_id) => (ARCHIVED, Some(user_id)),
        ChannelPool::Every => (EVERY, None),
    };
    let direct_too = matches!(search.pool, ChannelPool::Of(_));
    let user_id = cells::or_empty(user_id.as_ref());
    let team_id = cells::or_empty(search.team_id.as_ref());
    let (limit, offset) = (cells::limit(search.page), cells::offset(search.page));
    let rows = store.read(sql, &[&user_id, &team_id, &direct_too, &search.term, &limit, &offset]).await?;
    Ok(cells::all(&rows, row::channel)?)
}
