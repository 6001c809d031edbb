use async_trait::async_trait;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{ChannelMember, Team, TeamMember},
    ports::store::{
        NewTeam, Page, SchemeRoles, StoreResult, TeamChange, TeamMemberFilter, TeamNameTaken, TeamSearch, TeamStore,
    },
};
use rusqlite::params;

use crate::{column, store::SqliteStore};

mod change;
mod membership;
mod row;

#[async_trait]
impl TeamStore for SqliteStore {
    async fn create_team(&self, new: NewTeam) -> StoreResult<Result<(), TeamNameTaken>> {
        self.write(move |db| membership::create(db, &new)).await
    }

    async fn team(&self, id: TeamId) -> StoreResult<Option<Team>> {
        self.read(move |db| Ok(row::teams(db, "SELECT * FROM teams WHERE id = ?1", [id.as_str()])?.pop())).await
    }

    async fn team_by_name(&self, name: &str) -> StoreResult<Option<Team>> {
        let name = name.to_owned();
        self.read(move |db| Ok(row::teams(db, "SELECT * FROM teams WHERE name = ?1", [name])?.pop())).await
    }

    async fn team_by_invite(&self, invite_id: &str) -> StoreResult<Option<Team>> {
        let invite_id = invite_id.to_owned();
        self.read(move |db| {
            let sql = "SELECT * FROM teams WHERE invite_id = ?1 AND delete_at = 0";
            Ok(row::teams(db, sql, [invite_id])?.pop())
        })
        .await
    }

    async fn teams(&self, search: TeamSearch, page: Page) -> StoreResult<Vec<Team>> {
        self.read(move |db| {
            let sql = "SELECT * FROM teams WHERE delete_at = 0 AND (allow_open_invite OR NOT ?1)
                           AND (instr(name, ?2) OR instr(lower(display_name), ?2))
                       ORDER BY display_name, id LIMIT ?3 OFFSET ?4";
            row::teams(db, sql, params![search.open_invite_only, search.term, page.size, column::offset(page)])
        })
        .await
    }

    async fn count_teams(&self, search: TeamSearch) -> StoreResult<i64> {
        self.read(move |db| {
            let sql = "SELECT count(*) FROM teams WHERE delete_at = 0 AND (allow_open_invite OR NOT ?1)
                           AND (instr(name, ?2) OR instr(lower(display_name), ?2))";
            let params = params![search.open_invite_only, search.term];
            Ok(db.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
        })
        .await
    }

    async fn teams_of(&self, user_id: UserId) -> StoreResult<Vec<Team>> {
        self.read(move |db| {
            let sql = "SELECT t.* FROM team_members m JOIN teams t ON t.id = m.team_id AND t.delete_at = 0
                       WHERE m.user_id = ?1 AND m.delete_at = 0 ORDER BY t.display_name, t.id";
            row::teams(db, sql, [user_id.as_str()])
        })
        .await
    }

    async fn team_memberships_of(&self, user_id: UserId) -> StoreResult<Vec<TeamMember>> {
        self.read(move |db| {
            let sql = "SELECT m.* FROM team_members m JOIN teams t ON t.id = m.team_id AND t.delete_at = 0
                       WHERE m.user_id = ?1 AND m.delete_at = 0 ORDER BY m.team_id";
            row::members(db, sql, [user_id.as_str()])
        })
        .await
    }

    async fn team_member(&self, team_id: TeamId, user_id: UserId) -> StoreResult<Option<TeamMember>> {
        self.read(move |db| membership::one(db, team_id, user_id)).await
    }

    async fn team_members(&self, team_id: TeamId, filter: TeamMemberFilter) -> StoreResult<Vec<TeamMember>> {
        self.read(move |db| {
            let TeamMemberFilter { active_accounts, by_username, page } = filter;
            let (team_id, offset) = (team_id.as_str(), column::offset(page));
            if !active_accounts && !by_username {
                let sql = "SELECT * FROM team_members WHERE team_id = ?1 AND delete_at = 0
                           ORDER BY user_id LIMIT ?2 OFFSET ?3";
                return row::members(db, sql, params![team_id, page.size, offset]);
            }
            let sql = "SELECT m.* FROM team_members m JOIN users u ON u.id = m.user_id
                       WHERE m.team_id = ?1 AND m.delete_at = 0 AND (u.delete_at = 0 OR NOT ?4)
                       ORDER BY CASE WHEN ?5 THEN u.username END, m.user_id LIMIT ?2 OFFSET ?3";
            row::members(db, sql, params![team_id, page.size, offset, active_accounts, by_username])
        })
        .await
    }

    async fn team_member_ids(&self, team_id: TeamId) -> StoreResult<Vec<UserId>> {
        self.read(move |db| {
            let sql = "SELECT user_id FROM team_members WHERE team_id = ?1 AND delete_at = 0";
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query([team_id.as_str()])?;
            let mut ids = Vec::new();
            while let Some(row) = rows.next()? {
                ids.push(column::id(row, "user_id")?);
            }
            Ok(ids)
        })
        .await
    }

    async fn join_team(&self, member: TeamMember, channels: Vec<ChannelMember>) -> StoreResult<Option<Vec<ChannelId>>> {
        self.write(move |db| membership::join(db, &member, &channels)).await
    }

    async fn change_team(&self, id: TeamId, change: TeamChange, now: TimestampMs) -> StoreResult<Option<Team>> {
        self.write(move |db| change::change(db, id, change, now)).await
    }

    async fn set_team_roles(
        &self,
        team_id: TeamId,
        user_id: UserId,
        roles: SchemeRoles,
    ) -> StoreResult<Option<TeamMember>> {
        self.write(move |db| {
            let sql = "UPDATE team_members SET scheme_guest = ?3, scheme_user = ?4, scheme_admin = ?5
                       WHERE team_id = ?1 AND user_id = ?2 AND delete_at = 0 RETURNING *";
            let params = params![team_id.as_str(), user_id.as_str(), roles.guest, roles.user, roles.admin];
            Ok(row::members(db, sql, params)?.pop())
        })
        .await
    }

    async fn team_member_counts(&self, team_id: TeamId) -> StoreResult<(i64, i64)> {
        self.read(move |db| {
            let sql = "SELECT count(*), coalesce(sum(u.delete_at = 0), 0) FROM team_members m
                       JOIN users u ON u.id = m.user_id WHERE m.team_id = ?1 AND m.delete_at = 0";
            let mut statement = db.prepare_cached(sql)?;
            Ok(statement.query_row([team_id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
        .await
    }

    async fn leave_team(
        &self,
        team_id: TeamId,
        user_id: UserId,
        now: TimestampMs,
    ) -> StoreResult<Option<Vec<ChannelId>>> {
        self.write(move |db| membership::leave(db, team_id, user_id, now)).await
    }
    async fn set_team_icon(
        &self,
        id: TeamId,
        last_icon_update: TimestampMs,
        now: TimestampMs,
    ) -> StoreResult<Option<Team>> {
        self.write(move |db| {
            let sql = "UPDATE teams SET last_icon_update = ?2, update_at = ?3 WHERE id = ?1 RETURNING *";
            Ok(row::teams(db, sql, params![id.as_str(), last_icon_update.0, now.0])?.pop())
        })
        .await
    }
}
