use countersign_primitives::{TeamId, UserId};
use countersign_server_domain::{
    model::ChannelState,
    ports::store::{ArchivedChannels, ChannelPool, ChannelSearch, DEFAULT_CHANNELS, EveryChannel},
};
use rusqlite::{Connection, ToSql};

use crate::{channels::row, column, fault::Fault};

/// The user's own memberships.
const OWN: &str = "id IN (SELECT channel_id FROM channel_members WHERE user_id = ?1)";

/// Finds channels. Names are ASCII in lower case; display names are folded as far as SQLite folds.
pub(super) fn find(db: &Connection, search: &ChannelSearch) -> Result<Vec<ChannelState>, Fault> {
    let sql = format!("SELECT * {} ORDER BY display_name, id LIMIT ?7 OFFSET ?8", from(search.pool));
    let (size, offset) = (search.page.size, column::offset(search.page));
    let values = Values::of(search);
    let mut values = values.all();
    values.extend::<[&dyn ToSql; 2]>([&size, &offset]);
    row::channels(db, &sql, values.as_slice())
}

/// How many there are.
pub(super) fn count(db: &Connection, search: &ChannelSearch) -> Result<i64, Fault> {
    let sql = format!("SELECT count(*) {}", from(search.pool));
    let values = Values::of(search);
    Ok(db.prepare_cached(&sql)?.query_row(values.all().as_slice(), |row| row.get(0))?)
}

/// Where to look. The statement is put together from fixed pieces only; values are bound.
fn from(pool: ChannelPool) -> String {
    let pool = match pool {
        ChannelPool::Public => "kind = 'O' AND delete_at = 0 AND ?1 = ''".to_owned(),
        ChannelPool::PublicOrOf(_) => format!("(kind = 'O' OR {OWN}) AND delete_at = 0"),
        ChannelPool::Of(_) => format!("{OWN} AND delete_at = 0"),
        ChannelPool::Archived(_) => format!("(kind = 'O' OR {OWN}) AND delete_at > 0"),
        ChannelPool::Every(every) => format!("{} AND ?1 = ''", among(every)),
    };
    format!(
        "FROM channels WHERE {pool} AND (?5 = '' OR kind = ?5) AND (?6 = '' OR instr(?6, ',' || name || ',') = 0)
             AND ((team_id <> '' AND (?2 = '' OR instr(?2, team_id))) OR (team_id = '' AND ?3))
             AND (instr(name, ?4) OR instr(lower(display_name), ?4) OR instr(lower(purpose), ?4))"
    )
}

fn among(every: EveryChannel) -> &'static str {
    match every.archived {
        ArchivedChannels::LeftOut => "delete_at = 0",
        ArchivedChannels::Included => "delete_at >= 0",
        ArchivedChannels::Only => "delete_at > 0",
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
            user_id: column::or_empty(user_id.as_ref()).to_owned(),
            teams: search.teams.iter().map(TeamId::as_str).collect::<Vec<_>>().join(","),
            direct_too: matches!(search.pool, ChannelPool::Of(_)),
            term: &search.term,
            kind: every.kind.map_or("", |kind| kind.letter()),
            left_out: if every.without_default { format!(",{},", DEFAULT_CHANNELS.join(",")) } else { String::new() },
        }
    }

    fn all(&self) -> Vec<&dyn ToSql> {
        vec![&self.user_id, &self.teams, &self.direct_too, &self.term, &self.kind, &self.left_out]
    }
}
