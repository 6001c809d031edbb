//! Teams: making, finding, joining, leaving them.

mod add_member;
mod create_team;
mod get_team;
mod list_teams;
mod members;
mod remove_member;
mod unread;

pub use add_member::{add_member, join_by_invite};
pub use create_team::{NewTeamRequest, create_team};
pub use get_team::{SeenTeam, get_team, get_team_by_name};
pub use list_teams::{count_teams, list_teams, my_memberships, my_teams};
pub use members::{get_member, list_members};
pub use remove_member::remove_member;
pub use unread::{UnreadOfTeam, unread_of_team, unread_of_teams};
