//! Teams and who is in them.

mod add_member;
mod by_id;
mod by_name;
mod create;
mod join_by_invite;
mod list;
mod member;
mod members;
mod memberships;
mod mine;
mod remove_member;
mod unread;
mod unreads;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/teams", get(list::list).post(create::create))
        .route("/teams/name/{name}", get(by_name::by_name))
        .route("/teams/members/invite", post(join_by_invite::join_by_invite))
        .route("/teams/{team_id}", get(by_id::by_id))
        .route("/teams/{team_id}/members", get(members::members).post(add_member::add_member))
        .route("/teams/{team_id}/members/{user_id}", get(member::member).delete(remove_member::remove_member))
        .route("/users/{user_id}/teams", get(mine::mine))
        .route("/users/{user_id}/teams/unread", get(unreads::unreads))
        .route("/users/{user_id}/teams/{team_id}/unread", get(unread::unread))
        .route("/users/{user_id}/teams/members", get(memberships::memberships))
}
