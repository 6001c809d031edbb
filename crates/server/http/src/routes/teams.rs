//! Teams and who is in them.

mod add_member;
mod add_members;
mod archive;
mod by_id;
mod by_name;
mod create;
mod exists;
mod invite_by_mail;
mod invite_info;
mod join_by_invite;
mod list;
mod member;
mod member_roles;
mod members;
mod members_by_ids;
mod memberships;
mod mine;
mod patch;
mod privacy;
mod regenerate_invite_id;
mod remove_member;
mod restore;
mod scheme_roles;
mod search;
mod stats;
mod unread;
mod unreads;
mod update;

use axum::{
    Router,
    routing::{get, post, put},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/teams", get(list::list).post(create::create))
        .route("/teams/name/{name}", get(by_name::by_name))
        .route("/teams/search", post(search::search))
        .route("/teams/members/invite", post(join_by_invite::join_by_invite))
        .route("/teams/invite/{invite_id}", get(invite_info::invite_info))
        .route("/teams/name/{name}/exists", get(exists::exists))
        .route("/teams/{team_id}", get(by_id::by_id).put(update::update).delete(archive::archive))
        .route("/teams/{team_id}/invite/email", post(invite_by_mail::invite_by_mail))
        .route("/teams/{team_id}/patch", put(patch::patch))
        .route("/teams/{team_id}/privacy", put(privacy::privacy))
        .route("/teams/{team_id}/regenerate_invite_id", post(regenerate_invite_id::regenerate_invite_id))
        .route("/teams/{team_id}/restore", post(restore::restore))
        .route("/teams/{team_id}/stats", get(stats::stats))
        .route("/teams/{team_id}/members/batch", post(add_members::add_members))
        .route("/teams/{team_id}/members/ids", post(members_by_ids::members_by_ids))
        .route("/teams/{team_id}/members/{user_id}/roles", put(member_roles::member_roles))
        .route("/teams/{team_id}/members/{user_id}/schemeRoles", put(scheme_roles::scheme_roles))
        .route("/teams/{team_id}/members", get(members::members).post(add_member::add_member))
        .route("/teams/{team_id}/members/{user_id}", get(member::member).delete(remove_member::remove_member))
        .route("/users/{user_id}/teams", get(mine::mine))
        .route("/users/{user_id}/teams/unread", get(unreads::unreads))
        .route("/users/{user_id}/teams/{team_id}/unread", get(unread::unread))
        .route("/users/{user_id}/teams/members", get(memberships::memberships))
}
