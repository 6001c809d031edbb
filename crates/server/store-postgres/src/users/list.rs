use countersign_server_domain::{
    model::User,
    ports::store::{StoreResult, UserFilter, UserOrder},
};
use tokio_postgres::types::{ToSql, Type};

use crate::{cells, store::PostgresStore, users::row};

/// A page of accounts. The statement is put together from fixed pieces only; values are bound.
pub(super) async fn users(store: &PostgresStore, filter: &UserFilter) -> StoreResult<Vec<User>> {
    let mut query = Query { sql: row::select!("WHERE true").to_owned(), values: Vec::new() };
    narrow(&mut query, filter);
    order(&mut query, filter);
    query.and(" LIMIT $N", Type::INT8, cells::limit(filter.page));
    query.and(" OFFSET $N", Type::INT8, cells::offset(filter.page));
    Ok(cells::all(&store.read_once(&query.sql, &query.values()).await?, row::user)?)
}

/// How many accounts a filter is about.
pub(super) async fn count(store: &PostgresStore, filter: &UserFilter) -> StoreResult<i64> {
    let mut query = Query { sql: "SELECT count(*) FROM users u WHERE true".to_owned(), values: Vec::new() };
    narrow(&mut query, filter);
    let rows = store.read_once(&query.sql, &query.values()).await?;
    Ok(cells::first(&rows, cells::number)?.unwrap_or_default())
}

fn narrow(query: &mut Query, filter: &UserFilter) {
    scope(query, filter);
    match filter.active {
        Some(true) => query.sql += " AND u.delete_at = 0",
        Some(false) => query.sql += " AND u.delete_at > 0",
        None => {}
    }
    if filter.without_bots {
        query.sql += " AND NOT u.is_bot";
    }
    for (at, role) in filter.roles.iter().enumerate() {
        query.sql += if at == 0 { " AND (" } else { " OR " };
        query.and(r"' ' || u.roles || ' ' LIKE '% ' || $N || ' %' ESCAPE '\'", Type::TEXT, escaped(role));
    }
    if !filter.roles.is_empty() {
        query.sql += ")";
    }
    prefixes(query, filter);
}

fn order(query: &mut Query, filter: &UserFilter) {
    query.sql += " ORDER BY ";
    match filter.order {
        UserOrder::Name => {}
        UserOrder::Newest => query.sql += "u.create_at DESC, ",
        UserOrder::Active => {
            query.sql += "coalesce((SELECT s.last_activity_at FROM statuses s WHERE s.user_id = u.id), 0) DESC, ";
        }
        UserOrder::Presence => {
            query.sql += concat!(
                "CASE (SELECT s.status FROM statuses s WHERE s.user_id = u.id) ",
                "WHEN 'online' THEN 0 WHEN 'away' THEN 1 WHEN 'dnd' THEN 2 ELSE 3 END, "
            );
        }
        UserOrder::Administrators => {
            let channel = cells::or_empty(filter.scope.in_channel.as_ref()).to_owned();
            let admin = "SELECT m.scheme_admin FROM channel_members m WHERE m.user_id = u.id AND m.channel_id = $N";
            query.and(&format!("coalesce(({admin}), false) DESC, "), Type::TEXT, channel);
        }
    }
    query.sql += "u.username";
}

struct Query {
    sql: String,
    values: Vec<(Box<dyn ToSql + Sync + Send>, Type)>,
}

impl Query {
    fn values(&self) -> Vec<(&(dyn ToSql + Sync), Type)> {
        self.values.iter().map(|(value, kind)| (value.as_ref() as &(dyn ToSql + Sync), kind.clone())).collect()
    }

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

fn prefixes(query: &mut Query, filter: &UserFilter) {
    let mut columns = vec!["u.username", "u.nickname"];
    if filter.search_full_names {
        columns.extend(["u.first_name", "u.last_name"]);
    }
    if filter.search_emails {
        columns.push("u.email");
    }
    let pieces: Vec<String> =
        columns.iter().map(|column| format!(r#"lower({column} COLLATE "und-x-icu") LIKE $N ESCAPE '\'"#)).collect();
    for prefix in filter.prefixes.iter().filter(|prefix| !prefix.is_empty()) {
        query.and(&format!(" AND ({})", pieces.join(" OR ")), Type::TEXT, format!("{}%", escaped(prefix)));
    }
}

/// `%`, `_` and `\` stand for themselves.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
