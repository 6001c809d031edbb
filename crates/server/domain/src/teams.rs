//! Teams: making, finding, joining, leaving them.

mod add_member;
mod change_team;
mod common_teams;
mod create_team;
mod get_team;
mod invite_by_mail;
mod list_teams;
mod members;
mod remove_member;
mod roles;
mod unread;

pub use add_member::{add_member, check_candidates, join_by_invite, join_invited, team_of_invite};
pub use change_team::{archive_team, patch_team, renew_invite, restore_team};
pub use common_teams::common_teams;
pub use create_team::{NewTeamRequest, create_team};
pub use get_team::{SeenTeam, get_team, get_team_by_name};
pub use invite_by_mail::{Invited, invite_by_mail};
pub use list_teams::{FoundTeams, count_teams, list_teams, my_memberships, my_teams, search_teams};
pub use members::{count_members, get_member, list_members, members_by_ids};
pub use remove_member::remove_member;
pub use roles::set_team_roles;
pub use unread::{UnreadOfTeam, unread_of_team, unread_of_teams};
