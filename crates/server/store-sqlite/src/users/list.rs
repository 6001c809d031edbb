use countersign_server_domain::{model::User, ports::store::UserFilter};
use rusqlite::{Connection, ToSql};

use crate::{column, fault::Fault, users::row};

/// A page of accounts. The statement is put together from fixed pieces only; values are bound.
pub(super) fn users(db: &Connection, filter: &UserFilter) -> Result<Vec<User>, Fault> {
    let mut query = Query { sql: "SELECT u.* FROM users u WHERE 1".to_owned(), values: Vec::new() };
    scope(&mut query, filter);
    match filter.active {
        Some(true) => query.sql += " AND u.delete_at = 0",
        Some(false) => query.sql += " AND u.delete_at > 0",
        None => {}
    }
    if let Some(role) = &filter.role {
        query.and(" AND ' ' || u.roles || ' ' LIKE '% ' || ?N || ' %' ESCAPE '\\'", escaped(role));
    }
    prefix(&mut query, filter);
    query.and(" ORDER BY u.username LIMIT ?N", i64::from(filter.page.size));
    query.and(" OFFSET ?N", column::offset(filter.page));
    let values: Vec<&dyn ToSql> = query.values.iter().map(AsRef::as_ref).collect();
    row::select(db, &query.sql, values.as_slice())
}

struct Query {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl Query {
    /// Adds a piece in which `?N` stands for the value.
    fn and(&mut self, piece: &str, value: impl ToSql + 'static) {
        self.values.push(Box::new(value));
        self.sql += &piece.replace("?N", &format!("?{}", self.values.len()));
    }
}

fn scope(query: &mut Query, filter: &UserFilter) {
    const TEAM: &str = "SELECT user_id FROM team_members WHERE delete_at = 0 AND team_id = ?N";
    const CHANNEL: &str = "SELECT user_id FROM channel_members WHERE channel_id = ?N";
    let scope = &filter.scope;
    if let Some(team) = scope.in_team {
        query.and(&format!(" AND u.id IN ({TEAM})"), team.to_string());
    }
    if let Some(team) = scope.not_in_team {
        query.and(&format!(" AND u.id NOT IN ({TEAM})"), team.to_string());
    }
    if let Some(channel) = scope.in_channel {
        query.and(&format!(" AND u.id IN ({CHANNEL})"), channel.to_string());
    }
    if let Some(channel) = scope.not_in_channel {
        query.and(&format!(" AND u.id NOT IN ({CHANNEL})"), channel.to_string());
    }
    if scope.without_team {
        query.sql += " AND u.id NOT IN (SELECT user_id FROM team_members WHERE delete_at = 0)";
    }
}

fn prefix(query: &mut Query, filter: &UserFilter) {
    let Some(prefix) = filter.prefix.as_deref().filter(|prefix| !prefix.is_empty()) else { return };
    let columns: &[&str] = if filter.search_emails {
        &["u.username", "u.nickname", "u.first_name", "u.last_name", "u.email"]
    } else {
        &["u.username", "u.nickname", "u.first_name", "u.last_name"]
    };
    let pieces: Vec<String> = columns.iter().map(|column| format!("lower({column}) LIKE ?N ESCAPE '\\'")).collect();
    query.and(&format!(" AND ({})", pieces.join(" OR ")), format!("{}%", escaped(prefix)));
}

/// `%`, `_` and `\` stand for themselves.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
