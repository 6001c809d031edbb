//! Threads that somebody follows.

mod follow;
mod get;
mod list;
mod read;
mod read_all;
mod set_unread;
mod unfollow;

use axum::{
    Router,
    routing::{self, post, put},
};
use countersign_server_domain::threads::Participants;
use countersign_server_rules::paging::Query;

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    const THREADS: &str = "/users/{user_id}/teams/{team_id}/threads";
    let below = |rest: &str| format!("{THREADS}/{rest}");
    Router::new()
        .route(THREADS, routing::get(list::list))
        .route(&below("read"), put(read_all::read_all))
        .route(&below("{thread_id}"), routing::get(get::get))
        .route(&below("{thread_id}/following"), put(follow::follow).delete(unfollow::unfollow))
        .route(&below("{thread_id}/read/{timestamp}"), put(read::read))
        .route(&below("{thread_id}/set_unread/{post_id}"), post(set_unread::set_unread))
}

/// How much a reader wants to know about who takes part.
fn participants(query: &Query<'_>) -> Participants {
    if query.is_true("extended") { Participants::Profiles } else { Participants::Ids }
}
