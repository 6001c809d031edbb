//! Pictures of people and teams. Their bytes never come here: the edge keeps them.

mod profile_picture;
mod team_icon;

pub use profile_picture::{ProfilePicture, check_profile_picture, profile_picture, profile_picture_changed};
pub use team_icon::{check_team_icon, team_icon, team_icon_changed};
