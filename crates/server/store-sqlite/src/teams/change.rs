use countersign_primitives::{TeamId, TimestampMs};
use countersign_server_domain::{model::Team, ports::store::TeamChange};
use rusqlite::{Connection, params};

use crate::{fault::Fault, teams::row};

/// Changes a team.
pub(super) fn change(db: &Connection, id: TeamId, change: TeamChange, now: TimestampMs) -> Result<Option<Team>, Fault> {
    let found = row::teams(db, "SELECT * FROM teams WHERE id = ?1", [id.as_str()])?.pop();
    let Some(mut team) = found else { return Ok(None) };
    change.apply(&mut team, now);
    let sql = "UPDATE teams SET display_name = ?2, description = ?3, company_name = ?4, allowed_domains = ?5,
                   is_open = ?6, allow_open_invite = ?7, invite_id = ?8, delete_at = ?9, update_at = ?10
               WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![
        id.as_str(),
        team.display_name,
        team.description,
        team.company_name,
        team.allowed_domains,
        team.is_open,
        team.allow_open_invite,
        team.invite_id,
        team.delete_at.0,
        team.update_at.0,
    ])?;
    Ok(Some(team))
}
