use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{ChannelMember, Team, TeamMember},
    ports::store::{NewTeam, TeamNameTaken},
};
use tokio_postgres::types::ToSql;

use crate::{cells, channels, connection::Work, fault::Fault, store::PostgresStore};

const INSERT: &str = "INSERT INTO teams (id, name, display_name, description, email, is_open, company_name,
    allowed_domains, invite_id, allow_open_invite, create_at, update_at, delete_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

/// Adds a member; a former one is as new. No row when there is an active one.
const JOIN: &str = "INSERT INTO team_members AS m (team_id, user_id, create_at, delete_at, scheme_guest, scheme_user,
        scheme_admin, explicit_roles) VALUES ($1, $2, $3, 0, $4, $5, $6, $7)
    ON CONFLICT (team_id, user_id) DO UPDATE SET create_at = excluded.create_at, delete_at = 0,
        scheme_guest = excluded.scheme_guest, scheme_user = excluded.scheme_user,
        scheme_admin = excluded.scheme_admin, explicit_roles = excluded.explicit_roles
    WHERE m.delete_at <> 0";

/// Makes a team with what it starts with.
pub(super) async fn create(store: &PostgresStore, new: &NewTeam) -> Result<Result<(), TeamNameTaken>, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    match insert(&work, &new.team).await {
        Err(fault) if fault.broken_constraint() == Some("teams_name") => return Ok(Err(TeamNameTaken)),
        outcome => outcome?,
    }
    for channel in &new.channels {
        channels::insert(&work, channel).await?;
    }
    if let Some((member, of_channels)) = &new.first_member {
        join(&work, member, of_channels).await?;
    }
    work.commit().await?;
    Ok(Ok(()))
}

async fn insert(work: &Work<'_>, team: &Team) -> Result<(), Fault> {
    let values: [&(dyn ToSql + Sync); 13] = [
        &team.id.as_str(),
        &team.name,
        &team.display_name,
        &team.description,
        &team.email,
        &team.is_open,
        &team.company_name,
        &team.allowed_domains,
        &team.invite_id,
        &team.allow_open_invite,
        &team.create_at.0,
        &team.update_at.0,
        &team.delete_at.0,
    ];
    work.execute(INSERT, &values).await?;
    Ok(())
}

/// Adds a member; the channels joined, or none when the user was one.
pub(super) async fn join(
    work: &Work<'_>,
    member: &TeamMember,
    of_channels: &[ChannelMember],
) -> Result<Option<Vec<ChannelId>>, Fault> {
    let values: [&(dyn ToSql + Sync); 7] = [
        &member.team_id.as_str(),
        &member.user_id.as_str(),
        &member.create_at.0,
        &member.scheme_guest,
        &member.scheme_user,
        &member.scheme_admin,
        &member.explicit_roles,
    ];
    if work.execute(JOIN, &values).await? == 0 {
        return Ok(None);
    }
    let mut joined = Vec::new();
    for of_channel in of_channels {
        if channels::join(work, of_channel).await? {
            joined.push(of_channel.channel_id);
        }
    }
    Ok(Some(joined))
}

/// Ends a membership; the channels left, or none when the user was no member.
pub(super) async fn leave(
    work: &Work<'_>,
    team_id: TeamId,
    user_id: UserId,
    now: TimestampMs,
) -> Result<Option<Vec<ChannelId>>, Fault> {
    let sql = "UPDATE team_members SET delete_at = $3, scheme_admin = false
               WHERE team_id = $1 AND user_id = $2 AND delete_at = 0";
    if work.execute(sql, &[&team_id.as_str(), &user_id.as_str(), &now.0]).await? == 0 {
        return Ok(None);
    }
    let sql = "DELETE FROM channel_members WHERE user_id = $2
               AND channel_id IN (SELECT id FROM channels WHERE team_id = $1) RETURNING channel_id";
    let rows = work.rows(sql, &[&team_id.as_str(), &user_id.as_str()]).await?;
    let sql = "DELETE FROM thread_follows f USING posts p, channels c
               WHERE f.user_id = $2 AND p.id = f.root_id AND c.id = p.channel_id AND c.team_id = $1";
    work.execute(sql, &[&team_id.as_str(), &user_id.as_str()]).await?;
    Ok(Some(cells::all(&rows, cells::id)?))
}
