use countersign_server_domain::model::{Team, TeamMember};

use crate::{cells::Cells, fault::Fault};

/// A statement that yields teams, of a table called `t`; its end is given.
macro_rules! teams {
    ($end:literal) => {
        concat!(
            "SELECT t.id, t.create_at, t.update_at, t.delete_at, t.display_name, t.name, t.description, t.email, ",
            "t.is_open, t.company_name, t.allowed_domains, t.invite_id, t.allow_open_invite, t.last_icon_update FROM teams t ",
            $end
        )
    };
}
pub(super) use teams;

/// The columns that [`member`] reads, of a table called `m`.
macro_rules! member_columns {
    () => {
        "m.team_id, m.user_id, m.delete_at, m.create_at, m.scheme_guest, m.scheme_user, m.scheme_admin, \
         m.explicit_roles"
    };
}
pub(super) use member_columns;

/// A statement that yields memberships, of a table called `m`; its end is given.
macro_rules! members {
    ($end:literal) => {
        concat!("SELECT ", $crate::teams::row::member_columns!(), " FROM team_members m ", $end)
    };
}
pub(super) use members;

/// A team.
pub(super) fn team(cells: &mut Cells<'_>) -> Result<Team, Fault> {
    Ok(Team {
        id: cells.id()?,
        create_at: cells.time()?,
        update_at: cells.time()?,
        delete_at: cells.time()?,
        display_name: cells.text()?,
        name: cells.text()?,
        description: cells.text()?,
        email: cells.text()?,
        is_open: cells.get()?,
        company_name: cells.text()?,
        allowed_domains: cells.text()?,
        invite_id: cells.text()?,
        allow_open_invite: cells.get()?,
        last_icon_update: cells.time()?,
    })
}

/// A membership.
pub(super) fn member(cells: &mut Cells<'_>) -> Result<TeamMember, Fault> {
    Ok(TeamMember {
        team_id: cells.id()?,
        user_id: cells.id()?,
        delete_at: cells.time()?,
        create_at: cells.time()?,
        scheme_guest: cells.get()?,
        scheme_user: cells.get()?,
        scheme_admin: cells.get()?,
        explicit_roles: cells.text()?,
    })
}
