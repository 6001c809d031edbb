//! Channels and who is in them.

mod add_member;
mod by_id;
mod by_name;
mod by_names;
mod create;
mod create_direct;
mod create_group;
mod mark_read;
mod member;
mod members;
mod mine;
mod my_members;
mod notify_props;
mod public;
mod remove_member;
mod stats;
mod typing;
mod unread;
mod view;

use axum::{
    Router,
    routing::{get, post, put},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/channels", post(create::create))
        .route("/channels/direct", post(create_direct::create_direct))
        .route("/channels/group", post(create_group::create_group))
        .route("/channels/members/{user_id}/mark_read", post(mark_read::mark_read))
        .route("/channels/members/{user_id}/view", post(view::view))
        .route("/channels/{channel_id}", get(by_id::by_id))
        .route("/channels/{channel_id}/members", get(members::members).post(add_member::add_member))
        .route("/channels/{channel_id}/members/{user_id}", get(member::member).delete(remove_member::remove_member))
        .route("/channels/{channel_id}/members/{user_id}/notify_props", put(notify_props::notify_props))
        .route("/channels/{channel_id}/stats", get(stats::stats))
        .route("/teams/name/{team_name}/channels/name/{name}", get(by_names::by_names))
        .route("/teams/{team_id}/channels", get(public::public))
        .route("/teams/{team_id}/channels/name/{name}", get(by_name::by_name))
        .route("/users/{user_id}/channels", get(mine::everywhere))
        .route("/users/{user_id}/channels/{channel_id}/unread", get(unread::unread))
        .route("/users/{user_id}/teams/{team_id}/channels", get(mine::in_team))
        .route("/users/{user_id}/teams/{team_id}/channels/members", get(my_members::my_members))
        .route("/users/{user_id}/typing", post(typing::typing))
}
