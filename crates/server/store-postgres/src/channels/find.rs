use countersign_primitives::{TeamId, UserId};
use countersign_server_domain::{
    model::ChannelState,
    ports::store::{ArchivedChannels, ChannelPool, ChannelSearch, DEFAULT_CHANNELS, EveryChannel, StoreResult},
};
use tokio_postgres::types::ToSql;

use crate::{cells, channels::row, store::PostgresStore};

/// What is bound: whose channels, of which teams, whether conversations too, a term, a kind, names that are left out.
macro_rules! narrowed {
    () => {
        " AND ((c.team_id <> '' AND ($2 = '' OR c.team_id = ANY (string_to_array($2, ','))))
              OR (c.team_id = '' AND $3))
          AND (strpos(c.name, $4) > 0 OR strpos(lower(c.display_name COLLATE \"und-x-icu\"), $4) > 0
              OR strpos(lower(c.purpose COLLATE \"und-x-icu\"), $4) > 0)
          AND ($5 = '' OR c.kind = $5) AND NOT (c.name = ANY (string_to_array($6, ',')))"
    };
}

/// A search among channels for which a condition holds.
macro_rules! search {
    ($pool:literal) => {
        concat!(row::channels!($pool), narrowed!(), " ORDER BY c.display_name, c.id LIMIT $7 OFFSET $8")
    };
}

/// How many a search is about.
macro_rules! counted {
    ($pool:literal) => {
        concat!("SELECT count(*) FROM channels c ", $pool, narrowed!())
    };
}

/// Both.
macro_rules! statements {
    ($pool:literal) => {
        Statements { find: search!($pool), count: counted!($pool) }
    };
}

const PUBLIC: Statements = statements!("WHERE c.kind = 'O' AND c.delete_at = 0 AND $1 = ''");
const PUBLIC_OR_OWN: Statements = statements!(
    "WHERE (c.kind = 'O' OR c.id IN (SELECT channel_id FROM channel_members WHERE user_id = $1)) AND c.delete_at = 0"
);
const OWN: Statements =
    statements!("WHERE c.id IN (SELECT channel_id FROM channel_members WHERE user_id = $1) AND c.delete_at = 0");
const ARCHIVED: Statements = statements!(
    "WHERE (c.kind = 'O' OR c.id IN (SELECT channel_id FROM channel_members WHERE user_id = $1)) AND c.delete_at > 0"
);
const UNARCHIVED: Statements = statements!("WHERE $1 = '' AND c.delete_at = 0");
const EVERY: Statements = statements!("WHERE $1 = ''");
const ARCHIVED_OF_ALL: Statements = statements!("WHERE $1 = '' AND c.delete_at > 0");

/// A list, and how long it is.
struct Statements {
    find: &'static str,
    count: &'static str,
}

/// Finds channels.
pub(super) async fn find(store: &PostgresStore, search: &ChannelSearch) -> StoreResult<Vec<ChannelState>> {
    let values = Values::of(search);
    let (limit, offset) = (cells::limit(search.page), cells::offset(search.page));
    let mut bound = values.all();
    bound.extend::<[&(dyn ToSql + Sync); 2]>([&limit, &offset]);
    Ok(cells::all(&store.read(statements(search.pool).find, &bound).await?, row::channel)?)
}

/// How many there are.
pub(super) async fn count(store: &PostgresStore, search: &ChannelSearch) -> StoreResult<i64> {
    let values = Values::of(search);
    let rows = store.read(statements(search.pool).count, &values.all()).await?;
    Ok(cells::first(&rows, cells::number)?.unwrap_or_default())
}

fn statements(pool: ChannelPool) -> &'static Statements {
    match pool {
        ChannelPool::Public => &PUBLIC,
        ChannelPool::PublicOrOf(_) => &PUBLIC_OR_OWN,
        ChannelPool::Of(_) => &OWN,
        ChannelPool::Archived(_) => &ARCHIVED,
        ChannelPool::Every(every) => match every.archived {
            ArchivedChannels::LeftOut => &UNARCHIVED,
            ArchivedChannels::Included => &EVERY,
            ArchivedChannels::Only => &ARCHIVED_OF_ALL,
        },
    }
}

/// What is bound, in the order of its numbers.
struct Values<'a> {
    user_id: String,
    teams: String,
    direct_too: bool,
    term: &'a str,
    kind: &'static str,
    left_out: String,
}

impl<'a> Values<'a> {
    fn of(search: &'a ChannelSearch) -> Self {
        let user_id: Option<UserId> = match search.pool {
            ChannelPool::PublicOrOf(id) | ChannelPool::Of(id) | ChannelPool::Archived(id) => Some(id),
            ChannelPool::Public | ChannelPool::Every(_) => None,
        };
        let every = match search.pool {
            ChannelPool::Every(every) => every,
            _ => EveryChannel::default(),
        };
        Self {
            user_id: cells::or_empty(user_id.as_ref()).to_owned(),
            teams: search.teams.iter().map(TeamId::as_str).collect::<Vec<_>>().join(","),
            direct_too: matches!(search.pool, ChannelPool::Of(_)),
            term: &search.term,
            kind: every.kind.map_or("", |kind| kind.letter()),
            left_out: if every.without_default { DEFAULT_CHANNELS.join(",") } else { String::new() },
        }
    }

    fn all(&self) -> Vec<&(dyn ToSql + Sync)> {
        vec![&self.user_id, &self.teams, &self.direct_too, &self.term, &self.kind, &self.left_out]
    }
}
