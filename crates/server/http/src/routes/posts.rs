//! Posts.

mod around_unread;
mod burn;
mod by_id;
mod by_ids;
mod create;
mod delete;
mod edit_history;
mod ephemeral;
mod info;
mod list;
mod patch;
mod pin;
mod pinned;
mod reveal;
mod rewrite;
mod saved;
mod search;
mod set_unread;
mod thread;
mod update;

use axum::{
    Router,
    routing::{delete, get, post, put},
};
use countersign_server_domain::posts::ThreadDetail;
use countersign_server_rules::paging::Query;

use crate::app::App;

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/channels/{channel_id}/posts", get(list::list))
        .route("/channels/{channel_id}/pinned", get(pinned::pinned))
        .route("/posts", post(create::create))
        .route("/posts/ephemeral", post(ephemeral::ephemeral))
        .route("/posts/search", post(search::everywhere))
        .route("/teams/{team_id}/posts/search", post(search::in_team))
        .route("/posts/rewrite", post(rewrite::rewrite))
        .route("/posts/ids", post(by_ids::by_ids))
        .route("/posts/{post_id}", get(by_id::by_id).put(update::update).delete(delete::delete))
        .route("/posts/{post_id}/edit_history", get(edit_history::edit_history))
        .route("/posts/{post_id}/info", get(info::info))
        .route("/posts/{post_id}/patch", put(patch::patch))
        .route("/posts/{post_id}/burn", delete(burn::burn))
        .route("/posts/{post_id}/reveal", get(reveal::reveal))
        .route("/posts/{post_id}/pin", post(pin::pin))
        .route("/posts/{post_id}/unpin", post(pin::unpin))
        .route("/users/{user_id}/posts/flagged", get(saved::saved))
        .route("/posts/{post_id}/thread", get(thread::thread))
        .route("/users/{user_id}/channels/{channel_id}/posts/unread", get(around_unread::around_unread))
        .route("/users/{user_id}/posts/{post_id}/set_unread", post(set_unread::set_unread))
}

/// How much a reader wants to know about threads.
fn detail(query: &Query<'_>) -> ThreadDetail {
    match (query.is_true("collapsedThreads"), query.is_true("collapsedThreadsExtended")) {
        (false, _) => ThreadDetail::None,
        (true, false) => ThreadDetail::Ids,
        (true, true) => ThreadDetail::Profiles,
    }
}
