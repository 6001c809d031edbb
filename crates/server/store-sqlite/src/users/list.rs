use countersign_primitives::UserId;
use countersign_server_domain::{
    model::User,
    ports::store::{UserFilter, UserOrder},
};
use rusqlite::{Connection, ToSql};

use crate::{column, fault::Fault, users::row};

/// A page of accounts. The statement is put together from fixed pieces only; values are bound.
pub(super) fn users(db: &Connection, filter: &UserFilter) -> Result<Vec<User>, Fault> {
    let mut query = Query { sql: "SELECT u.* FROM users u WHERE 1".to_owned(), values: Vec::new() };
    narrow(&mut query, filter);
    order(&mut query, filter);
    query.and(" LIMIT ?N", i64::from(filter.page.size));
    query.and(" OFFSET ?N", column::offset(filter.page));
    row::select(db, &query.sql, query.values().as_slice())
}

/// How many accounts a filter is about.
pub(super) fn count(db: &Connection, filter: &UserFilter) -> Result<i64, Fault> {
    let mut query = Query { sql: "SELECT count(*) FROM users u WHERE 1".to_owned(), values: Vec::new() };
    narrow(&mut query, filter);
    Ok(db.prepare(&query.sql)?.query_row(query.values().as_slice(), |row| row.get(0))?)
}

/// Who is in any channel with a user.
pub(super) fn known(db: &Connection, user_id: UserId) -> Result<Vec<UserId>, Fault> {
    let sql = "SELECT DISTINCT other.user_id FROM channel_members own
               JOIN channel_members other ON other.channel_id = own.channel_id
               WHERE own.user_id = ?1 AND other.user_id <> ?1";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([user_id.as_str()])?;
    let mut known = Vec::new();
    while let Some(row) = rows.next()? {
        known.push(column::id(row, "user_id")?);
    }
    Ok(known)
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
        query.and("' ' || u.roles || ' ' LIKE '% ' || ?N || ' %' ESCAPE '\\'", escaped(role));
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
            let channel = column::or_empty(filter.scope.in_channel.as_ref());
            let admin = "SELECT m.scheme_admin FROM channel_members m WHERE m.user_id = u.id AND m.channel_id = ?N";
            query.and(&format!("coalesce(({admin}), 0) DESC, "), channel.to_owned());
        }
    }
    query.sql += "u.username";
}

struct Query {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl Query {
    fn values(&self) -> Vec<&dyn ToSql> {
        self.values.iter().map(AsRef::as_ref).collect()
    }

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

fn prefixes(query: &mut Query, filter: &UserFilter) {
    let mut columns = vec!["u.username", "u.nickname"];
    if filter.search_full_names {
        columns.extend(["u.first_name", "u.last_name"]);
    }
    if filter.search_emails {
        columns.push("u.email");
    }
    let pieces: Vec<String> = columns.iter().map(|column| format!("lower({column}) LIKE ?N ESCAPE '\\'")).collect();
    for prefix in filter.prefixes.iter().filter(|prefix| !prefix.is_empty()) {
        query.and(&format!(" AND ({})", pieces.join(" OR ")), format!("{}%", escaped(prefix)));
    }
}

/// `%`, `_` and `\` stand for themselves.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
