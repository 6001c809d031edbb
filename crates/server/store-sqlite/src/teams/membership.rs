use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{ChannelMember, Team, TeamMember},
    ports::store::{NewTeam, TeamNameTaken},
};
use rusqlite::{Connection, params};

use crate::{channels, column, fault::Fault, teams::row};

/// Makes a team with what it starts with.
pub(super) fn create(db: &Connection, new: &NewTeam) -> Result<Result<(), TeamNameTaken>, Fault> {
    if db.prepare_cached("SELECT 1 FROM teams WHERE name = ?1")?.exists([&new.team.name])? {
        return Ok(Err(TeamNameTaken));
    }
    insert(db, &new.team)?;
    for channel in &new.channels {
        channels::insert(db, channel)?;
    }
    if let Some((member, of_channels)) = &new.first_member {
        join(db, member, of_channels)?;
    }
    Ok(Ok(()))
}

fn insert(db: &Connection, team: &Team) -> Result<(), Fault> {
    let sql = "INSERT INTO teams (id, name, display_name, description, email, is_open, company_name, allowed_domains,
               invite_id, allow_open_invite, create_at, update_at, delete_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    db.prepare_cached(sql)?.execute(params![
        team.id.as_str(),
        team.name,
        team.display_name,
        team.description,
        team.email,
        team.is_open,
        team.company_name,
        team.allowed_domains,
        team.invite_id,
        team.allow_open_invite,
        team.create_at.0,
        team.update_at.0,
        team.delete_at.0,
    ])?;
    Ok(())
}

/// A membership, also a former one.
pub(super) fn one(db: &Connection, team_id: TeamId, user_id: UserId) -> Result<Option<TeamMember>, Fault> {
    let sql = "SELECT * FROM team_members WHERE team_id = ?1 AND user_id = ?2";
    Ok(row::members(db, sql, [team_id.as_str(), user_id.as_str()])?.pop())
}

/// Adds a member; the channels joined, or none when the user was one.
pub(super) fn join(
    db: &Connection,
    member: &TeamMember,
    of_channels: &[ChannelMember],
) -> Result<Option<Vec<ChannelId>>, Fault> {
    if one(db, member.team_id, member.user_id)?.is_some_and(|former| former.is_active()) {
        return Ok(None);
    }
    let sql = "INSERT OR REPLACE INTO team_members (team_id, user_id, create_at, delete_at, scheme_guest, scheme_user,
               scheme_admin, explicit_roles) VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7)";
    db.prepare_cached(sql)?.execute(params![
        member.team_id.as_str(),
        member.user_id.as_str(),
        member.create_at.0,
        member.scheme_guest,
        member.scheme_user,
        member.scheme_admin,
        member.explicit_roles,
    ])?;
    let mut joined = Vec::new();
    for of_channel in of_channels {
        if channels::join(db, of_channel)?.1 {
            joined.push(of_channel.channel_id);
        }
    }
    Ok(Some(joined))
}

/// Ends a membership; the channels left, or none when the user was no member.
pub(super) fn leave(
    db: &Connection,
    team_id: TeamId,
    user_id: UserId,
    now: TimestampMs,
) -> Result<Option<Vec<ChannelId>>, Fault> {
    let sql = "UPDATE team_members SET delete_at = ?3, scheme_admin = 0
               WHERE team_id = ?1 AND user_id = ?2 AND delete_at = 0";
    if db.prepare_cached(sql)?.execute(params![team_id.as_str(), user_id.as_str(), now.0])? == 0 {
        return Ok(None);
    }
    let sql = "DELETE FROM thread_follows WHERE user_id = ?2 AND EXISTS (
                   SELECT 1 FROM posts p JOIN channels c ON c.id = p.channel_id
                   WHERE p.id = thread_follows.root_id AND c.team_id = ?1)";
    db.prepare_cached(sql)?.execute([team_id.as_str(), user_id.as_str()])?;
    let sql = "DELETE FROM channel_members WHERE user_id = ?2
               AND channel_id IN (SELECT id FROM channels WHERE team_id = ?1) RETURNING channel_id";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([team_id.as_str(), user_id.as_str()])?;
    let mut left = Vec::new();
    while let Some(row) = rows.next()? {
        left.push(column::id(row, "channel_id")?);
    }
    Ok(Some(left))
}
