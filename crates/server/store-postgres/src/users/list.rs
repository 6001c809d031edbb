use countersign_server_domain::{
    model::User,
    ports::store::{StoreResult, UserFilter},
};
use tokio_postgres::types::{ToSql, Type};

use crate::{cells, store::PostgresStore, users::row};

/// A page of accounts. The statement is put together from fixed pieces only; values are bound.
pub(super) async fn users(store: &PostgresStore, filter: &UserFilter) -> StoreResult<Vec<User>> {
    let mut query = Query { sql: row::select!("WHERE true").to_owned(), values: Vec::new() };
    scope(&mut query, filter);
    match filter.active {
        Some(true) => query.sql += " AND u.delete_at = 0",
        Some(false) => query.sql += " AND u.delete_at > 0",
        None => {}
    }
    if let Some(role) = &filter.role {
        query.and(r" AND ' ' || u.roles || ' ' LIKE '% ' || $N || ' %' ESCAPE '\'", Type::TEXT, escaped(role));
    }
    prefix(&mut query, filter);
    query.and(" ORDER BY u.username LIMIT $N", Type::INT8, cells::limit(filter.page));
    query.and(" OFFSET $N", Type::INT8, cells::offset(filter.page));
    let values: Vec<(&(dyn ToSql + Sync), Type)> =
        query.values.iter().map(|(value, kind)| (value.as_ref() as &(dyn ToSql + Sync), kind.clone())).collect();
    Ok(cells::all(&store.read_once(&query.sql, &values).await?, row::user)?)
}

struct Query {
    sql: String,
    values: Vec<(Box<dyn ToSql + Sync + Send>, Type)>,
}

impl Query {
    /// Adds a piece in which `$N` stands for the value.
    fn and(&mut self, piece: &str, kind: Type, value: impl ToSql + Sync + Send + 'static) {
        self.values.push((Box::new(value), kind));
        self.sql += &piece.replace("$N", &format!("${}", self.values.len()));
    }
}

fn scope(query: &mut Query, filter: &UserFilter) {
    const TEAM: &str = "SELECT FROM team_members m WHERE m.user_id = u.id AND m.delete_at = 0 AND m.team_id = $N";
    const CHANNEL: &str = "SELECT FROM channel_members m WHERE m.user_id = u.id AND m.channel_id = $N";
    let scope = &filter.scope;
    if let Some(team) = scope.in_team {
        query.and(&format!(" AND EXISTS ({TEAM})"), Type::TEXT, team.to_string());
    }
    if let Some(team) = scope.not_in_team {
        query.and(&format!(" AND NOT EXISTS ({TEAM})"), Type::TEXT, team.to_string());
    }
    if let Some(channel) = scope.in_channel {
        query.and(&format!(" AND EXISTS ({CHANNEL})"), Type::TEXT, channel.to_string());
    }
    if let Some(channel) = scope.not_in_channel {
        query.and(&format!(" AND NOT EXISTS ({CHANNEL})"), Type::TEXT, channel.to_string());
    }
    if scope.without_team {
        query.sql += " AND NOT EXISTS (SELECT FROM team_members m WHERE m.user_id = u.id AND m.delete_at = 0)";
    }
}

fn prefix(query: &mut Query, filter: &UserFilter) {
    let Some(prefix) = filter.prefix.as_deref().filter(|prefix| !prefix.is_empty()) else { return };
    let columns: &[&str] = if filter.search_emails {
        &["u.username", "u.nickname", "u.first_name", "u.last_name", "u.email"]
    } else {
        &["u.username", "u.nickname", "u.first_name", "u.last_name"]
    };
    let pieces: Vec<String> =
        columns.iter().map(|column| format!(r#"lower({column} COLLATE "und-x-icu") LIKE $N ESCAPE '\'"#)).collect();
    query.and(&format!(" AND ({})", pieces.join(" OR ")), Type::TEXT, format!("{}%", escaped(prefix)));
}

/// `%`, `_` and `\` stand for themselves.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
