use async_trait::async_trait;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{ChannelMember, Team, TeamMember},
    ports::store::{
        NewTeam, Page, SchemeRoles, StoreResult, TeamChange, TeamMemberFilter, TeamNameTaken, TeamSearch, TeamStore,
    },
};

use crate::{cells, store::PostgresStore};

mod change;
mod membership;
mod row;

#[async_trait]
impl TeamStore for PostgresStore {
    async fn create_team(&self, new: NewTeam) -> StoreResult<Result<(), TeamNameTaken>> {
        Ok(membership::create(self, &new).await?)
    }

    async fn team(&self, id: TeamId) -> StoreResult<Option<Team>> {
        let rows = self.read(row::teams!("WHERE t.id = $1"), &[&id.as_str()]).await?;
        Ok(cells::first(&rows, row::team)?)
    }

    async fn team_by_name(&self, name: &str) -> StoreResult<Option<Team>> {
        Ok(cells::first(&self.read(row::teams!("WHERE t.name = $1"), &[&name]).await?, row::team)?)
    }

    async fn team_by_invite(&self, invite_id: &str) -> StoreResult<Option<Team>> {
        let rows = self.read(row::teams!("WHERE t.invite_id = $1 AND t.delete_at = 0"), &[&invite_id]).await?;
        Ok(cells::first(&rows, row::team)?)
    }

    async fn teams(&self, search: TeamSearch, page: Page) -> StoreResult<Vec<Team>> {
        let sql = row::teams!(
            "WHERE t.delete_at = 0 AND (t.allow_open_invite OR NOT $1)
                 AND (strpos(t.name, $2) > 0 OR strpos(lower(t.display_name COLLATE \"und-x-icu\"), $2) > 0)
             ORDER BY t.display_name, t.id LIMIT $3 OFFSET $4"
        );
        let (limit, offset) = (cells::limit(page), cells::offset(page));
        let rows = self.read(sql, &[&search.open_invite_only, &search.term, &limit, &offset]).await?;
        Ok(cells::all(&rows, row::team)?)
    }

    async fn count_teams(&self, search: TeamSearch) -> StoreResult<i64> {
        let sql = "SELECT count(*) FROM teams t WHERE t.delete_at = 0 AND (t.allow_open_invite OR NOT $1)
                       AND (strpos(t.name, $2) > 0 OR strpos(lower(t.display_name COLLATE \"und-x-icu\"), $2) > 0)";
        let rows = self.read(sql, &[&search.open_invite_only, &search.term]).await?;
        Ok(cells::first(&rows, cells::number)?.unwrap_or_default())
    }

    async fn teams_of(&self, user_id: UserId) -> StoreResult<Vec<Team>> {
        let sql = row::teams!(
            "JOIN team_members m ON m.team_id = t.id AND m.delete_at = 0
             WHERE m.user_id = $1 AND t.delete_at = 0 ORDER BY t.display_name, t.id"
        );
        Ok(cells::all(&self.read(sql, &[&user_id.as_str()]).await?, row::team)?)
    }

    async fn team_memberships_of(&self, user_id: UserId) -> StoreResult<Vec<TeamMember>> {
        let sql = row::members!(
            "JOIN teams t ON t.id = m.team_id AND t.delete_at = 0
             WHERE m.user_id = $1 AND m.delete_at = 0 ORDER BY m.team_id"
        );
        Ok(cells::all(&self.read(sql, &[&user_id.as_str()]).await?, row::member)?)
    }

    async fn team_member(&self, team_id: TeamId, user_id: UserId) -> StoreResult<Option<TeamMember>> {
        let sql = row::members!("WHERE m.team_id = $1 AND m.user_id = $2");
        Ok(cells::first(&self.read(sql, &[&team_id.as_str(), &user_id.as_str()]).await?, row::member)?)
    }

    async fn team_members(&self, team_id: TeamId, filter: TeamMemberFilter) -> StoreResult<Vec<TeamMember>> {
        let TeamMemberFilter { active_accounts, by_username, page } = filter;
        let (team_id, limit, offset) = (team_id.as_str(), cells::limit(page), cells::offset(page));
        let rows = if active_accounts || by_username {
            let sql = row::members!(
                "JOIN users u ON u.id = m.user_id
                 WHERE m.team_id = $1 AND m.delete_at = 0 AND (u.delete_at = 0 OR NOT $4)
                 ORDER BY CASE WHEN $5 THEN u.username END, m.user_id LIMIT $2 OFFSET $3"
            );
            self.read(sql, &[&team_id, &limit, &offset, &active_accounts, &by_username]).await?
        } else {
            let sql = row::members!("WHERE m.team_id = $1 AND m.delete_at = 0 ORDER BY m.user_id LIMIT $2 OFFSET $3");
            self.read(sql, &[&team_id, &limit, &offset]).await?
        };
        Ok(cells::all(&rows, row::member)?)
    }

    async fn team_member_ids(&self, team_id: TeamId) -> StoreResult<Vec<UserId>> {
        let sql = "SELECT user_id FROM team_members WHERE team_id = $1 AND delete_at = 0";
        Ok(cells::all(&self.read(sql, &[&team_id.as_str()]).await?, cells::id)?)
    }

    async fn join_team(&self, member: TeamMember, channels: Vec<ChannelMember>) -> StoreResult<Option<Vec<ChannelId>>> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let joined = membership::join(&work, &member, &channels).await?;
        work.commit().await?;
        Ok(joined)
    }

    async fn change_team(&self, id: TeamId, change: TeamChange, now: TimestampMs) -> StoreResult<Option<Team>> {
        Ok(change::change(self, id, change, now).await?)
    }

    async fn set_team_roles(
        &self,
        team_id: TeamId,
        user_id: UserId,
        roles: SchemeRoles,
    ) -> StoreResult<Option<TeamMember>> {
        let sql = concat!(
            "UPDATE team_members m SET scheme_guest = $3, scheme_user = $4, scheme_admin = $5
             WHERE m.team_id = $1 AND m.user_id = $2 AND m.delete_at = 0 RETURNING ",
            row::member_columns!()
        );
        let (team_id, user_id) = (team_id.as_str(), user_id.as_str());
        let rows = self.write(sql, &[&team_id, &user_id, &roles.guest, &roles.user, &roles.admin]).await?;
        Ok(cells::first(&rows, row::member)?)
    }

    async fn team_member_counts(&self, team_id: TeamId) -> StoreResult<(i64, i64)> {
        let sql = "SELECT count(*), count(*) FILTER (WHERE u.delete_at = 0) FROM team_members m
                   JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 AND m.delete_at = 0";
        let rows = self.read(sql, &[&team_id.as_str()]).await?;
        Ok(cells::first(&rows, |cells| Ok((cells.get()?, cells.get()?)))?.unwrap_or_default())
    }

    async fn leave_team(
        &self,
        team_id: TeamId,
        user_id: UserId,
        now: TimestampMs,
    ) -> StoreResult<Option<Vec<ChannelId>>> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let left = membership::leave(&work, team_id, user_id, now).await?;
        work.commit().await?;
        Ok(left)
    }
    async fn set_team_icon(
        &self,
        id: TeamId,
        last_icon_update: TimestampMs,
        now: TimestampMs,
    ) -> StoreResult<Option<Team>> {
        let sql = "UPDATE teams SET last_icon_update = $2, update_at = $3 WHERE id = $1";
        self.write(sql, &[&id.as_str(), &last_icon_update.0, &now.0]).await?;
        self.team(id).await
    }
}
