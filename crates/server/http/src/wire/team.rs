use countersign_server_domain::{domain::roles_in_team, model, teams::SeenTeam};
use countersign_wire_api::{Team, TeamMember};

/// A team as its viewer gets it.
pub(crate) fn team(seen: &SeenTeam) -> Team {
    whole_team(&seen.team)
}

/// A team as all of its members may see it.
pub(crate) fn plain_team(team: &model::Team) -> Team {
    Team { email: String::new(), invite_id: String::new(), ..whole_team(team) }
}

fn whole_team(team: &model::Team) -> Team {
    Team {
        id: team.id,
        create_at: team.create_at,
        update_at: team.update_at,
        delete_at: team.delete_at,
        display_name: team.display_name.clone(),
        name: team.name.clone(),
        description: team.description.clone(),
        email: team.email.clone(),
        kind: if team.is_open { "O" } else { "I" }.to_owned(),
        company_name: team.company_name.clone(),
        allowed_domains: team.allowed_domains.clone(),
        invite_id: team.invite_id.clone(),
        allow_open_invite: team.allow_open_invite,
        last_team_icon_update: team.last_icon_update,
        scheme_id: None,
        group_constrained: None,
        policy_id: None,
        cloud_limits_archived: false,
    }
}

/// A membership of a team.
pub(crate) fn team_member(member: &model::TeamMember) -> TeamMember {
    TeamMember {
        team_id: member.team_id,
        user_id: member.user_id,
        roles: roles_in_team(member),
        delete_at: member.delete_at,
        scheme_guest: member.scheme_guest,
        scheme_user: member.scheme_user,
        scheme_admin: member.scheme_admin,
        explicit_roles: member.explicit_roles.clone(),
    }
}
