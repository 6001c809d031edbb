//! Channels and who is in them.

mod add_member;
mod archive;
mod archived;
mod autocomplete;
mod by_id;
mod by_ids;
mod by_name;
mod by_names;
mod common_teams;
mod convert_group;
mod create;
mod create_direct;
mod create_group;
mod every;
mod every_membership;
mod mark_read;
mod member;
mod member_counts;
mod member_roles;
mod members;
mod members_by_ids;
mod mine;
mod my_members;
mod notify_props;
mod patch;
mod privacy;
mod private;
mod public;
mod remove_member;
mod restore;
mod scheme_roles;
mod search;
mod search_archived;
mod search_autocomplete;
mod search_in_team;
mod stats;
mod timezones;
mod typing;
mod unread;
mod update;
mod view;

use axum::{
    Router,
    routing::{get, post, put},
};

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/channels", get(every::every).post(create::create))
        .route("/channels/direct", post(create_direct::create_direct))
        .route("/channels/group", post(create_group::create_group))
        .route("/channels/members/{user_id}/mark_read", post(mark_read::mark_read))
        .route("/channels/members/{user_id}/view", post(view::view))
        .route("/channels/stats/member_count", post(member_counts::member_counts))
        .route("/channels/search", post(search::search))
        .route("/channels/{channel_id}", get(by_id::by_id).put(update::update).delete(archive::archive))
        .route("/channels/{channel_id}/common_teams", get(common_teams::common_teams))
        .route("/channels/{channel_id}/convert_to_channel", post(convert_group::convert_group))
        .route("/channels/{channel_id}/timezones", get(timezones::timezones))
        .route("/users/{user_id}/channel_members", get(every_membership::every_membership))
        .route("/channels/{channel_id}/patch", put(patch::patch))
        .route("/channels/{channel_id}/privacy", put(privacy::privacy))
        .route("/channels/{channel_id}/restore", post(restore::restore))
        .route("/channels/{channel_id}/members/ids", post(members_by_ids::members_by_ids))
        .route("/channels/{channel_id}/members/{user_id}/roles", put(member_roles::member_roles))
        .route("/channels/{channel_id}/members/{user_id}/schemeRoles", put(scheme_roles::scheme_roles))
        .route("/channels/{channel_id}/members", get(members::members).post(add_member::add_member))
        .route("/channels/{channel_id}/members/{user_id}", get(member::member).delete(remove_member::remove_member))
        .route("/channels/{channel_id}/members/{user_id}/notify_props", put(notify_props::notify_props))
        .route("/channels/{channel_id}/stats", get(stats::stats))
        .route("/teams/name/{team_name}/channels/name/{name}", get(by_names::by_names))
        .route("/teams/{team_id}/channels", get(public::public))
        .route("/teams/{team_id}/channels/autocomplete", get(autocomplete::autocomplete))
        .route("/teams/{team_id}/channels/deleted", get(archived::archived))
        .route("/teams/{team_id}/channels/ids", post(by_ids::by_ids))
        .route("/teams/{team_id}/channels/private", get(private::private))
        .route("/teams/{team_id}/channels/search", post(search_in_team::search_in_team))
        .route("/teams/{team_id}/channels/search_archived", post(search_archived::search_archived))
        .route("/teams/{team_id}/channels/search_autocomplete", get(search_autocomplete::search_autocomplete))
        .route("/teams/{team_id}/channels/name/{name}", get(by_name::by_name))
        .route("/users/{user_id}/channels", get(mine::everywhere))
        .route("/users/{user_id}/channels/{channel_id}/unread", get(unread::unread))
        .route("/users/{user_id}/teams/{team_id}/channels", get(mine::in_team))
        .route("/users/{user_id}/teams/{team_id}/channels/members", get(my_members::my_members))
        .route("/users/{user_id}/typing", post(typing::typing))
}
