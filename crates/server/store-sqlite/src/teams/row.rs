use countersign_server_domain::model::{Team, TeamMember};
use rusqlite::{Connection, Params};

use crate::{column, fault::Fault};

/// Teams a statement yields; it must select all columns.
pub(super) fn teams(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Team>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut teams = Vec::new();
    while let Some(row) = rows.next()? {
        teams.push(Team {
            id: column::id(row, "id")?,
            create_at: column::time(row, "create_at")?,
            update_at: column::time(row, "update_at")?,
            delete_at: column::time(row, "delete_at")?,
            display_name: row.get("display_name")?,
            name: row.get("name")?,
            description: row.get("description")?,
            email: row.get("email")?,
            is_open: row.get("is_open")?,
            company_name: row.get("company_name")?,
            allowed_domains: row.get("allowed_domains")?,
            invite_id: row.get("invite_id")?,
            allow_open_invite: row.get("allow_open_invite")?,
            last_icon_update: column::time(row, "last_icon_update")?,
        });
    }
    Ok(teams)
}

/// Memberships a statement yields; it must select all columns.
pub(super) fn members(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<TeamMember>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut members = Vec::new();
    while let Some(row) = rows.next()? {
        members.push(TeamMember {
            team_id: column::id(row, "team_id")?,
            user_id: column::id(row, "user_id")?,
            delete_at: column::time(row, "delete_at")?,
            create_at: column::time(row, "create_at")?,
            scheme_guest: row.get("scheme_guest")?,
            scheme_user: row.get("scheme_user")?,
            scheme_admin: row.get("scheme_admin")?,
            explicit_roles: row.get("explicit_roles")?,
        });
    }
    Ok(members)
}
