//! Pictures of people and teams.

mod avatar;
mod profile_default;
mod profile_get;
mod profile_reset;
mod profile_set;
mod team_get;
mod team_remove;
mod team_set;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    let set_profile = post(profile_set::set).layer(DefaultBodyLimit::disable());
    let set_team = post(team_set::set).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/teams/{team_id}/image", get(team_get::get).delete(team_remove::remove).merge(set_team))
        .route("/users/{user_id}/image", get(profile_get::get).delete(profile_reset::reset).merge(set_profile))
        .route("/users/{user_id}/image/default", get(profile_default::default))
}
