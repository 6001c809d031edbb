//! Posts.

mod by_id;
mod by_ids;
mod create;
mod list;
mod thread;

use axum::{
    Router,
    routing::{get, post},
};
use countersign_server_domain::posts::ThreadDetail;
use countersign_server_rules::paging::Query;

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/channels/{channel_id}/posts", get(list::list))
        .route("/posts", post(create::create))
        .route("/posts/ids", post(by_ids::by_ids))
        .route("/posts/{post_id}", get(by_id::by_id))
        .route("/posts/{post_id}/thread", get(thread::thread))
}

/// How much a reader wants to know about threads.
fn detail(query: &Query<'_>) -> ThreadDetail {
    match (query.is_true("collapsedThreads"), query.is_true("collapsedThreadsExtended")) {
        (false, _) => ThreadDetail::None,
        (true, false) => ThreadDetail::Ids,
        (true, true) => ThreadDetail::Profiles,
    }
}
