use countersign_primitives::TeamId;
use countersign_server_rules::permissions::{
    Access, Action, Target, check, effective_channel_roles, effective_team_roles,
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Channel, ChannelMembership, TeamMember, User},
    ports::store::StoreResult,
};

/// What somebody may do, and where.
impl Domain {
    /// What the caller may do on the server as a whole.
    pub(crate) fn access(&self, caller: &Caller) -> Access {
        self.access_by(&[&caller.user.roles])
    }

    /// What the caller may do in a team.
    pub(crate) async fn access_in_team(&self, caller: &Caller, team_id: TeamId) -> StoreResult<Access> {
        let member = self.team_membership(team_id, caller.user_id()).await?;
        let in_team = member.as_deref().map(roles_in_team).unwrap_or_default();
        Ok(self.access_by(&[&caller.user.roles, &in_team]))
    }

    /// What the caller may do in a channel: by the roles of the system, the team and the channel.
    pub(crate) async fn access_in_channel(&self, caller: &Caller, channel: &Channel) -> StoreResult<Access> {
        self.user_access_in_channel(&caller.user, channel).await
    }

    /// What a user may do in a channel, whoever asks.
    pub(crate) async fn user_access_in_channel(&self, user: &User, channel: &Channel) -> StoreResult<Access> {
        let in_team = match channel.team_id {
            Some(team_id) => self.team_membership(team_id, user.id).await?,
            None => None,
        };
        let in_team = in_team.as_deref().map(roles_in_team).unwrap_or_default();
        let member = self.membership(channel.id, user.id).await?;
        let in_channel = member.as_deref().map(roles_in_channel).unwrap_or_default();
        Ok(self.access_by(&[&user.roles, &in_team, &in_channel]))
    }

    /// Whether the caller may do something on the server as a whole.
    ///
    /// # Errors
    /// 403.
    pub(crate) fn require(&self, caller: &Caller, action: Action, target: Target) -> Result<()> {
        Ok(check(caller.user_id(), &self.access(caller), action, target)?)
    }

    /// Whether the caller may do something in a team.
    ///
    /// # Errors
    /// 403.
    pub(crate) async fn require_in_team(
        &self,
        caller: &Caller,
        team_id: TeamId,
        action: Action,
        target: Target,
    ) -> Result<()> {
        let access = self.access_in_team(caller, team_id).await?;
        Ok(check(caller.user_id(), &access, action, target)?)
    }

    /// Whether the caller may do something in a channel.
    ///
    /// # Errors
    /// 403.
    pub(crate) async fn require_in_channel(
        &self,
        caller: &Caller,
        channel: &Channel,
        action: Action,
        target: Target,
    ) -> Result<()> {
        let access = self.access_in_channel(caller, channel).await?;
        Ok(check(caller.user_id(), &access, action, target.in_channel(channel.kind))?)
    }

    /// What roles of the system allow on the server as a whole. `roles` are names separated by spaces.
    pub(crate) fn access_by_roles(&self, roles: &str) -> Access {
        self.access_by(&[roles])
    }

    fn access_by(&self, role_lists: &[&str]) -> Access {
        Access::new(role_lists, |name| self.roles().permissions(name))
    }
}

/// Effective role names of a team membership, separated by spaces.
pub fn roles_in_team(member: &TeamMember) -> String {
    effective_team_roles(member.scheme_guest, member.scheme_user, member.scheme_admin, &member.explicit_roles)
}

fn roles_in_channel(member: &ChannelMembership) -> String {
    effective_channel_roles(member.scheme_guest, member.scheme_user, member.scheme_admin, &member.explicit_roles)
}
